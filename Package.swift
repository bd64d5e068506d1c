// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A module of the house; its dependencies are the arrows of Architecture.md.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The program.
func executable(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A C library: module map and shim header, nothing else.
func library(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// A build tool of our own: a plugin and the program that it runs.
func embedding(_ name: String, tool: String) -> [Target] {
    [
        .plugin(name: name, capability: .buildTool(), dependencies: [.target(name: tool)]),
        .executableTarget(name: tool, path: "Plugins/\(name)Tool", swiftSettings: settings),
    ]
}

/// The tests of one room.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// What several test targets share.
func support(_ name: String, path: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncAlgorithms = Target.Dependency.product(name: "AsyncAlgorithms", package: "swift-async-algorithms")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let lifecycleTestKit = Target.Dependency.product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let metricsTestKit = Target.Dependency.product(name: "MetricsTestKit", package: "swift-metrics")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")

let package = Package(
    name: "debrief",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms.git", from: "1.1.4"),
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2", traits: []),
    ],
    targets: [
        library("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        library("CHaru", apt: "libhpdf-dev"),
        library("COgg", apt: "libogg-dev"),
        library("COpus", apt: "libopus-dev"),
        library("CPocketSphinx", pkgConfig: "pocketsphinx", apt: "libpocketsphinx-dev"),
        library("CPostgres", pkgConfig: "libpq", apt: "libpq-dev"),
        library("CSndFile", apt: "libsndfile1-dev"),
        library("CSoxr", apt: "libsoxr-dev"),
        library("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),

        room("Interview"),
        room("Audio", ["Interview", "CSndFile", "COpus", "COgg", "CSoxr"]),
        room("Speech", ["Interview"]),
        room("Coaching", ["Interview"]),
        room("Report", ["Interview", "CHaru"]),
        room("Outbound", ["CCurl", logging, metrics, tracing]),
        room("Providers", ["Interview", "Outbound", crypto, cryptoExtras, logging]),
        room("Recognizer", ["Interview", "CPocketSphinx", subprocess, systemPackage]),
        room("Storage", ["Interview"]),
        room("StorageSQLite", ["Storage", grdb]),
        room("StoragePostgres", ["Storage", "CPostgres", logging]),
        room(
            "Pipeline",
            ["Interview", "Audio", "Speech", "Report", "Storage", crypto, lifecycle, logging, metrics, tracing]
        ),
        .target(
            name: "WebUI",
            dependencies: ["Interview"],
            exclude: ["Assets", "package.json"],
            swiftSettings: settings,
            plugins: [.plugin(name: "EmbedAssets")]
        ),
        room(
            "WebAPI",
            [
                "Interview", "Audio", "Speech", "Report", "Storage", "Pipeline", "WebUI", "CZlib", asyncAlgorithms,
                coreMetrics, crypto, httpTypes, hummingbird, logging, nioCore, nioHTTP1,
            ]
        ),
        room("Telemetry", [coreMetrics, logging]),
        executable(
            "debrief",
            [
                "Interview", "Audio", "Speech", "Coaching", "Report", "Outbound", "Providers", "Recognizer", "Storage",
                "StorageSQLite", "StoragePostgres", "Pipeline", "Telemetry", "WebAPI", argumentParser, configuration,
                coreMetrics, hummingbird, lifecycle, logging, unixSignals,
            ]
        ),

        support("Support", path: "Tests/Support", ["Outbound", logging]),
        support(
            "StorageConformance",
            path: "Tests/StorageConformance",
            ["Interview", "Storage", "StoragePostgres", logging]
        ),
        support(
            "FakeUpstreams",
            path: "Tests/FakeUpstreams/Library",
            [crypto, httpTypes, hummingbird, lifecycle, logging, nioCore, nioPosix, unixSignals]
        ),
        .executableTarget(
            name: "fake-upstreams",
            dependencies: ["FakeUpstreams", argumentParser],
            path: "Tests/FakeUpstreams/Executable",
            swiftSettings: settings
        ),
        tests("HouseTests", []),
        tests("InterviewTests", ["Interview"]),
        tests("AudioTests", ["Audio", "Interview"]),
        tests("SpeechTests", ["Speech", "Interview"]),
        tests("CoachingTests", ["Coaching", "Interview"]),
        tests("ReportTests", ["Report", "Interview"]),
        tests("OutboundTests", ["Outbound", "FakeUpstreams", "Support", logging, metrics, metricsTestKit, tracing]),
        tests("RecognizerTests", ["Recognizer", "Interview", "debrief", subprocess, systemPackage]),
        tests(
            "StorageTests",
            ["Interview", "Storage", "StorageSQLite", "StoragePostgres", "StorageConformance", logging]
        ),
        tests(
            "PipelineTests",
            ["Interview", "Storage", "StorageSQLite", "Pipeline", lifecycle, lifecycleTestKit, logging]
        ),
        .testTarget(
            name: "WebUITests",
            dependencies: ["WebUI", "Interview"],
            exclude: ["Scripts"],
            swiftSettings: settings
        ),
        tests("TelemetryTests", ["Telemetry", coreMetrics, logging]),
        tests(
            "WebAPITests",
            [
                "WebAPI", "Interview", "Audio", "Pipeline", "Report", "Storage", "StorageSQLite", "Support", httpTypes,
                hummingbird, logging, nioEmbedded,
            ]
        ),
        tests(
            "SystemTests",
            [
                "Support", "Interview", "Outbound", "debrief", "FakeUpstreams", "Storage", "StorageSQLite",
                "StoragePostgres", "StorageConformance", cryptoExtras,
            ]
        ),
        tests(
            "ProvidersTests",
            [
                "Providers", "Outbound", "Interview", "FakeUpstreams", "Support", crypto, cryptoExtras, logging,
                metrics, metricsTestKit,
            ]
        ),
    ] + embedding("EmbedAssets", tool: "embed-assets"),
    swiftLanguageModes: [.v6]
)
