// swift-tools-version: 6.3
import PackageDescription

// A package of its own, so that nothing here is built with Debrief. The folders under Sources are links to Debrief's: `package`
// access ends at a package's border.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
]

let package = Package(
    name: "report-benchmark",
    platforms: [.macOS(.v15)],
    targets: [
        .systemLibrary(name: "CHaru"),
        .target(name: "Core", swiftSettings: settings),
        .target(name: "Model", dependencies: ["Core"], swiftSettings: settings),
        .target(name: "Report", dependencies: ["Core", "Model", "CHaru"], swiftSettings: settings),
        .executableTarget(
            name: "report-benchmark",
            dependencies: ["Core", "Model", "Report"],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
