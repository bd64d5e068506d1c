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
    // The companion's program is Python; scripts/companion installs it.
    .target(
        name: name,
        dependencies: dependencies,
        exclude: name == "Companion" ? ["Python"] : [],
        swiftSettings: settings
    )
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
        library("CArgon2", pkgConfig: "libargon2", apt: "libargon2-dev"),
        library("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        library("CFLAC", pkgConfig: "flac", apt: "libflac-dev"),
        library("CHaru", apt: "libhpdf-dev"),
        library("CMpg123", pkgConfig: "libmpg123", apt: "libmpg123-dev"),
        library("COgg", apt: "libogg-dev"),
        library("COpus", apt: "libopus-dev"),
        library("CPocketSphinx", pkgConfig: "pocketsphinx", apt: "libpocketsphinx-dev"),
        library("CPostgres", pkgConfig: "libpq", apt: "libpq-dev"),
        library("CSndFile", apt: "libsndfile1-dev"),
        library("CSeccomp", pkgConfig: "libseccomp", apt: "libseccomp-dev"),
        library("CSoxr", apt: "libsoxr-dev"),
        library("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),

        room("Core"),
        room("Model", ["Core"]),
        room("Audio", ["Core", "Model", "CFLAC", "CMpg123", "CSndFile", "COpus", "COgg", "CSoxr", "CSeccomp"]),
        room("Speech", ["Core", "Model"]),
        room("Coaching", ["Core", "Model"]),
        room("Report", ["Core", "Model", "Catalogue", "CHaru"]),
        room("Questions", ["Core", "Model"]),
        room("Outbound", ["CCurl", logging, metrics, tracing]),
        room("Providers", ["Core", "Model", "Outbound", crypto, cryptoExtras, logging]),
        room("Recognizer", ["Core", "Model", "CPocketSphinx", subprocess, systemPackage]),
        room("Companion", ["Core", "Model", subprocess, systemPackage]),
        room("Documents", ["Core", "CZlib", subprocess, systemPackage]),
        room("Voice", ["Core", subprocess, systemPackage]),
        room("Database", ["Core", crypto]),
        room("DatabaseSQLite", ["Core", "Database", grdb]),
        room("DatabasePostgres", ["Core", "Database", "CPostgres", logging]),
        room("Blobs", ["Core", "Model", "Database", crypto]),
        room("Events", ["Core", "Database", lifecycle]),
        room("Jobs", ["Core", "Database", "Blobs", "Events", lifecycle, logging]),
        room("Telemetry", ["Core", coreMetrics, logging, tracing]),
        .target(
            name: "Catalogue",
            dependencies: ["Model"],
            exclude: ["Assets"],
            swiftSettings: settings,
            plugins: [.plugin(name: "EmbedAssets")]
        ),
        .target(
            name: "WebUI",
            dependencies: ["Core", "Model", "Catalogue"],
            exclude: ["Assets", "package.json"],
            swiftSettings: settings,
            plugins: [.plugin(name: "EmbedAssets")]
        ),
        room(
            "HTTPKit",
            [
                "Core", "Model", "Catalogue", "WebUI", "Database", "CZlib", asyncAlgorithms, crypto, httpTypes,
                coreMetrics,
                hummingbird, logging,
                nioCore,
                nioHTTP1, tracing,
            ]
        ),
        .target(
            name: "Accounts",
            dependencies: [
                "Core", "Model", "Catalogue", "WebUI", "Database", "Jobs", "HTTPKit", "CArgon2", crypto, httpTypes,
                hummingbird, logging, nioCore,
            ],
            exclude: ["Assets"],
            swiftSettings: settings,
            plugins: [.plugin(name: "EmbedAssets")]
        ),
        room(
            "Webhooks",
            [
                "Core", "Model", "Database", "Jobs", "HTTPKit", crypto, httpTypes, hummingbird, logging, metrics,
            ]
        ),
        room(
            "Answers",
            [
                "Core", "Model", "Catalogue", "Audio", "Speech", "Report", "WebUI", "Database", "Blobs", "Events",
                "Jobs", "HTTPKit",
                coreMetrics, crypto, httpTypes, hummingbird, lifecycle, logging, metrics, nioCore, tracing,
            ]
        ),
        room(
            "Rescoring",
            [
                "Core", "Model", "Catalogue", "Report", "Database", "Blobs", "Events", "Jobs", "HTTPKit", "Answers",
                httpTypes, hummingbird, logging, nioCore,
            ]
        ),
        room(
            "Interviews",
            [
                "Core", "Model", "Catalogue", "Questions", "Documents", "Report", "WebUI", "Database", "HTTPKit",
                "Answers",
                asyncAlgorithms, httpTypes, hummingbird, lifecycle, logging, nioCore,
            ]
        ),
        room(
            "Resumes",
            [
                "Core", "Model", "Documents", "Report", "WebUI", "Database", "HTTPKit", crypto, httpTypes, hummingbird,
                logging, nioCore,
            ]
        ),
        room(
            "Knowledge",
            [
                "Core", "Model", "Catalogue", "Documents", "WebUI", "Database", "Events", "Jobs", "HTTPKit", crypto,
                httpTypes, hummingbird, logging,
            ]
        ),
        room(
            "Sharing",
            [
                "Core", "Model", "Catalogue", "Database", "HTTPKit", "WebUI", "Accounts", "Answers", "Interviews",
                crypto, httpTypes, hummingbird, nioCore,
            ]
        ),
        room(
            "Administration",
            [
                "Core", "Model", "Catalogue", "Database", "HTTPKit", "WebUI", "Accounts", "Answers", crypto, httpTypes,
                hummingbird,
                nioCore,
            ]
        ),
        executable(
            "debrief",
            [
                "Core", "Model", "Audio", "Speech", "Coaching", "Report", "Outbound", "Providers", "Recognizer",
                "Companion", "Database", "DatabaseSQLite", "DatabasePostgres", "Blobs", "Events", "Jobs", "Telemetry",
                "HTTPKit", "Accounts", "Administration", "Sharing", "Webhooks", "Answers", "Rescoring", "Interviews",
                "Questions", "Documents", "Resumes", "Knowledge", "WebUI", "Voice",
                argumentParser, configuration, coreMetrics, httpTypes,
                hummingbird, lifecycle, logging, metrics, nioCore, tracing, unixSignals,
            ]
        ),

        support("Support", path: "Tests/Support", ["Outbound", logging]),
        support(
            "StorageConformance",
            path: "Tests/StorageConformance",
            [
                "Core", "Model", "Database", "Events", "Jobs", "HTTPKit", "Answers", "Accounts", "Interviews",
                "Questions", "Rescoring", "Sharing", "Administration", "Webhooks", "Documents", "Resumes",
                "Knowledge", "DatabasePostgres", logging,
            ]
        ),
        support(
            "Measures",
            path: "Tests/Benchmarks/Measures",
            ["Core", "Database", "Documents", "Knowledge", "Model"]
        ),
        .executableTarget(
            name: "service-benchmark",
            dependencies: [
                "Measures", "Core", "Model", "Database", "DatabaseSQLite", "DatabasePostgres", "Events", "Jobs",
                "Answers", "Rescoring", argumentParser, lifecycle, logging,
            ],
            path: "Tests/Benchmarks/Service",
            swiftSettings: settings
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
        tests("ModelTests", ["Core", "Model"]),
        .executableTarget(
            name: "hear-trial",
            dependencies: ["Audio"],
            path: "Tests/HearTrial",
            swiftSettings: settings
        ),
        tests("AudioTests", ["Audio", "Core", "Model", "hear-trial"]),
        tests("SpeechTests", ["Speech", "Core", "Model"]),
        .testTarget(
            name: "CoachingTests",
            dependencies: ["Catalogue", "Coaching", "Companion", "Core", "Model"],
            exclude: ["Labelled"],
            swiftSettings: settings
        ),
        tests("CompanionTests", ["Companion", "Core", "Model"]),
        tests(
            "DocumentsTests",
            [
                "Documents", "Core", "Knowledge", "Model", "Companion", "Database", "Jobs", "DatabaseSQLite",
                "DatabasePostgres", "Measures",
                "StorageConformance", logging,
            ]
        ),
        tests("QuestionsTests", ["Questions", "Core", "Model"]),
        tests(
            "InterviewsTests",
            [
                "Interviews", "Answers", "Questions", "Coaching", "Report", "Core", "Model", "Database", "Blobs",
                "HTTPKit", "DatabaseSQLite", "StorageConformance", "Support",
            ]
        ),
        tests("ReportTests", ["Report", "Catalogue", "Core", "Model"]),
        tests("OutboundTests", ["Outbound", "FakeUpstreams", "Support", logging, metrics, metricsTestKit, tracing]),
        tests("RecognizerTests", ["Recognizer", "Core", "Model", "debrief", subprocess, systemPackage]),
        tests(
            "StorageTests",
            [
                "Core", "Model", "Database", "Blobs", "Jobs", "Answers", "Accounts", "Rescoring", "Webhooks",
                "DatabaseSQLite",
                "DatabasePostgres", "StorageConformance", logging,
            ]
        ),
        tests(
            "PipelineTests",
            [
                "Core", "Model", "Database", "Blobs", "Events", "Jobs", "Answers", "Rescoring", "Webhooks",
                "DatabaseSQLite", "Audio",
                "StorageConformance", lifecycle, lifecycleTestKit, logging,
            ]
        ),
        .testTarget(
            name: "WebUITests",
            dependencies: ["WebUI", "Catalogue", "Core", "Model"],
            exclude: ["Scripts"],
            swiftSettings: settings
        ),
        tests("TelemetryTests", ["Telemetry", coreMetrics, logging, tracing]),
        tests(
            "WebAPITests",
            [
                "debrief", "HTTPKit", "Accounts", "Administration", "Sharing", "Answers", "Interviews", "Questions",
                "Rescoring", "Webhooks", "WebUI", "Core", "Model", "Audio",
                "Report",
                "Database", "Blobs", "Events", "Jobs", "DatabaseSQLite", "Support", httpTypes, hummingbird, logging,
                nioCore, nioEmbedded,
            ]
        ),
        tests(
            "ExampleTests",
            [
                "debrief", "HTTPKit", "Core", "Database", "DatabaseSQLite", "Support", httpTypes, hummingbird, logging,
                nioCore, nioEmbedded,
            ]
        ),
        tests(
            "SystemTests",
            [
                "Support", "Core", "Model", "Outbound", "debrief", "FakeUpstreams", "Database", "Blobs", "Jobs",
                "HTTPKit",
                "Accounts", "Catalogue",
                "Answers", "Interviews", "Rescoring", "Webhooks", "DatabaseSQLite", "DatabasePostgres",
                "StorageConformance", cryptoExtras,
                "Documents", "Resumes", "Knowledge", "Voice",
            ]
        ),
        tests(
            "ProvidersTests",
            [
                "Providers", "Outbound", "Core", "Model", "FakeUpstreams", "Support", crypto, cryptoExtras, logging,
                metrics, metricsTestKit,
            ]
        ),
    ] + embedding("EmbedAssets", tool: "embed-assets"),
    swiftLanguageModes: [.v6]
)
