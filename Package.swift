// swift-tools-version: 6.2
import PackageDescription

// Every target lists exactly what it imports; nothing imports upward (Tests/TidyTests holds that).

// On Linux a release holds the Swift libraries, and no symbols (a third of the file): it is copied
// to where there is no toolchain, and starts sooner. The options stand here and not on the command
// line because `swift run` does not know them.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .unsafeFlags(["-static-stdlib"], .when(platforms: [.linux], configuration: .release)),
]
let linked: [LinkerSetting] = [
  .unsafeFlags(
    ["-static-stdlib", "-Xlinker", "-s"], .when(platforms: [.linux], configuration: .release))
]

func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], plugins: [Target.PluginUsage] = []
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict, plugins: plugins)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
  name: "taskledger",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "taskledger", targets: ["taskledger"]),
    .executable(name: "taskledger-bench", targets: ["Benchmark"]),
  ],
  targets: [
    // Leaves
    library("JSON"),
    library("JSONSchema", ["JSON"]),
    library("Hashing"),
    library("Transcript"),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    library("SQLite", ["CSQLite"]),
    // Without a header or a library at build time: libcurl is opened when it is first needed.
    .target(
      name: "CCurl",
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),

    // The core, bottom up
    library("APICore", ["JSON"]),
    library("EmbeddedBackend", ["APICore", "JSON", "SQLite"]),
    library("LiveBackend", ["APICore", "CCurl", "Hashing", "JSON", "SQLite"]),
    library("Ledger", ["APICore", "Hashing", "JSON", "SQLite"]),
    library(
      "Tools", ["APICore", "Hashing", "JSON", "JSONSchema", "Ledger"], plugins: ["EmbedToolSchemas"]
    ),
    library("JSONRPC", ["JSON"]),
    library("Server", ["APICore", "JSON", "JSONRPC", "Tools", "Transcript"]),
    library("Stdio"),
    .executableTarget(
      name: "taskledger",
      dependencies: [
        "APICore", "EmbeddedBackend", "JSON", "Ledger", "LiveBackend", "SQLite", "Server",
        "Stdio", "Tools", "Transcript",
      ],
      swiftSettings: strict, linkerSettings: linked),

    // Measures the binary from outside, and needs nothing of it but that it is built.
    .executableTarget(
      name: "Benchmark", dependencies: ["JSON", "Stdio", "taskledger"], swiftSettings: strict,
      linkerSettings: linked),

    // Schemas into the binary
    .executableTarget(
      name: "embed-tool-schemas", dependencies: ["JSON"],
      path: "Sources/EmbedToolSchemas/Generator", swiftSettings: strict, linkerSettings: linked),
    .plugin(
      name: "EmbedToolSchemas", capability: .buildTool(), dependencies: ["embed-tool-schemas"],
      path: "Sources/EmbedToolSchemas/Plugin"),

    // Tests: what several share, one target per target above, then what spans several
    .target(
      name: "TestSupport", dependencies: ["APICore", "JSON", "JSONSchema"],
      path: "Tests/TestSupport", swiftSettings: strict),
    tests("JSONTests", ["JSON"]),
    tests("JSONSchemaTests", ["JSON", "JSONSchema"]),
    tests("HashingTests", ["Hashing"]),
    tests("SQLiteTests", ["SQLite"]),
    tests("APICoreTests", ["APICore", "JSON", "TestSupport"]),
    tests("EmbeddedBackendTests", ["APICore", "EmbeddedBackend", "JSON", "SQLite", "TestSupport"]),
    // The embedded backend behind HTTP on a real socket, with faults and a log of what took effect.
    .target(
      name: "LoopbackClickUp",
      dependencies: ["APICore", "EmbeddedBackend", "JSON", "SQLite", "TestSupport"],
      path: "Tests/LoopbackClickUp", swiftSettings: strict),
    tests(
      "LiveBackendTests",
      [
        "APICore", "CCurl", "EmbeddedBackend", "JSON", "LiveBackend", "LoopbackClickUp", "SQLite",
        "TestSupport",
      ]),
    tests("LedgerTests", ["APICore", "Hashing", "JSON", "Ledger", "SQLite"]),
    tests(
      "ToolsTests",
      [
        "APICore", "EmbeddedBackend", "JSON", "JSONSchema", "Ledger", "LiveBackend",
        "LoopbackClickUp", "SQLite", "TestSupport", "Tools",
      ]),
    tests("JSONRPCTests", ["JSON", "JSONRPC"]),
    tests(
      "ServerTests",
      ["APICore", "JSON", "JSONRPC", "Ledger", "Server", "Stdio", "TestSupport", "Tools"]),
    tests("StdioTests", ["Stdio"]),
    tests(
      "BackendContractTests",
      ["APICore", "EmbeddedBackend", "JSON", "LiveBackend", "LoopbackClickUp", "SQLite"]),
    .target(name: "CSQLiteFaults", dependencies: ["CSQLite"], path: "Tests/CSQLiteFaults"),
    tests(
      "DurabilityTests",
      ["APICore", "CSQLite", "CSQLiteFaults", "EmbeddedBackend", "JSON", "Ledger", "SQLite"]),
    tests(
      "TranscriptTests",
      [
        "APICore", "EmbeddedBackend", "JSON", "Ledger", "LoopbackClickUp", "SQLite", "Server",
        "TestSupport", "Tools", "Transcript", "taskledger",
      ],
      exclude: ["Transcripts"]),
    tests(
      "OfficeDayTests",
      [
        "APICore", "EmbeddedBackend", "JSON", "SQLite", "Server", "TestSupport", "taskledger",
      ],
      exclude: ["Office"]),
    tests(
      "ProcessTests",
      ["APICore", "JSON", "LoopbackClickUp", "SQLite", "Stdio", "TestSupport", "taskledger"]),
    tests("BenchmarkTests", ["Benchmark", "JSON"]),
    tests("TidyTests", ["JSON", "TestSupport"]),
  ]
)
