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
    name: "debrief-benchmarks",
    platforms: [.macOS(.v15)],
    targets: [
        .systemLibrary(name: "COpus"),
        .systemLibrary(name: "COgg"),
        .systemLibrary(name: "CSeccomp"),
        .systemLibrary(name: "CSoxr"),
        .systemLibrary(name: "CFLAC"),
        .systemLibrary(name: "CMpg123"),
        .systemLibrary(name: "CSndFile"),
        .target(name: "Core", swiftSettings: settings),
        .target(name: "Model", dependencies: ["Core"], swiftSettings: settings),
        .target(
            name: "Audio",
            dependencies: ["Core", "Model", "CFLAC", "CMpg123", "COgg", "COpus", "CSeccomp", "CSndFile", "CSoxr"],
            swiftSettings: settings
        ),
        .executableTarget(name: "decode-benchmark", dependencies: ["Audio", "Core", "Model"], swiftSettings: settings),
        .executableTarget(name: "apart-benchmark", dependencies: ["Audio"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
