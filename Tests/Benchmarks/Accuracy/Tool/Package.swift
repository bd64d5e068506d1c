// swift-tools-version: 6.3
import PackageDescription

// A package of its own, so that nothing here is built with Debrief. The folders under Sources are links to Debrief's: `package`
// access ends at a package's border. Audio has one file more here, which prints single frames of pitch.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
]

let package = Package(
    name: "debrief-accuracy",
    platforms: [.macOS(.v15)],
    targets: [
        .systemLibrary(name: "COpus"),
        .systemLibrary(name: "COgg"),
        .systemLibrary(name: "CSoxr"),
        .systemLibrary(name: "CFLAC"),
        .systemLibrary(name: "CMpg123"),
        .systemLibrary(name: "CSeccomp"),
        .systemLibrary(name: "CSndFile"),
        .target(name: "Core", swiftSettings: settings),
        .target(name: "Model", dependencies: ["Core"], swiftSettings: settings),
        .target(
            name: "Audio",
            dependencies: ["Core", "Model", "CFLAC", "CMpg123", "COgg", "COpus", "CSeccomp", "CSndFile", "CSoxr"],
            swiftSettings: settings
        ),
        .target(name: "Speech", dependencies: ["Core", "Model"], swiftSettings: settings),
        .executableTarget(
            name: "accuracy-tool",
            dependencies: ["Audio", "Core", "Model", "Speech"],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
