// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

func system(_ name: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/\(name)", providers: [.apt([apt])])
}

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(
    _ name: String, _ dependencies: [Target.Dependency], path: String? = nil
) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies, exclude: exclude,
        swiftSettings: strict)
}

/// A dependency of the fuzzing program, which is empty without its trait.
func fuzzed(_ name: String) -> Target.Dependency {
    .target(name: name, condition: .when(traits: ["Fuzzing"]))
}

let package = Package(
    name: "relais",
    products: [
        .library(name: "ClientCore", targets: ["ClientCore"]),
        .executable(name: "relais", targets: ["CLI"]),
        .executable(name: "relais-server", targets: ["RelaisServer"]),
        .executable(name: "simulator", targets: ["Simulator"]),
    ],
    traits: [
        .trait(name: "Fuzzing", description: "The program that Scripts/fuzz runs."),
        .trait(
            name: "DeliberateBugs",
            description: "Lets the simulator switch rules off, to see that it notices."),
    ],
    dependencies: [],
    targets: [
        system("CSQLite", apt: "libsqlite3-dev"),
        system("CCurl", apt: "libcurl4-openssl-dev"),
        system("CMicroHTTPD", apt: "libmicrohttpd-dev"),
        system("CGnuTLS", apt: "libgnutls28-dev"),
        system("CZlib", apt: "zlib1g-dev"),
        system("CCrypto", apt: "libssl-dev"),
        system("CHash", apt: "libssl-dev"),
        .systemLibrary(name: "CFuzzer", path: "Sources/CFuzzer"),
        library("SQLite", ["CSQLite"]),
        library("Gzip", ["CZlib"]),
        library("Cryptography", ["CCrypto", "Shared"]),
        library("Shared", [.target(name: "CHash", condition: .when(platforms: [.linux]))]),
        library("ClientCore", ["Shared", "SQLite"]),
        library("CurlTransport", ["ClientCore", "Shared", "Gzip", "CCurl"]),
        library("Server", ["Shared", "SQLite", "Gzip", "Cryptography", "CMicroHTTPD", "CGnuTLS"]),
        library("Console", ["Shared"]),
        library("FaultyDisk", ["CSQLite", "Shared", "SQLite"]),
        library("Simulation", ["ClientCore", "FaultyDisk", "Server", "Shared", "SQLite"]),
        program("RelaisServer", ["Server", "Shared", "Console"]),
        program("CLI", ["ClientCore", "CurlTransport", "Shared", "Cryptography", "Console"]),
        library("Synthetic", ["Shared"]),
        .target(name: "CYardstick", linkerSettings: [.linkedLibrary("sqlite3")]),
        program(
            "Benchmarks",
            [
                "ClientCore", "CurlTransport", "Cryptography", "CYardstick", "Gzip", "Server",
                "Shared", "SQLite", "Synthetic",
            ]),
        program("Simulator", ["Simulation", "Shared"]),
        program("Fuzzing", [fuzzed("Shared"), fuzzed("Gzip"), fuzzed("CFuzzer")]),
        program(
            "Embedding", ["ClientCore", "Shared"], path: "Examples/Embedding"),
        program("Territory", ["Synthetic", "Shared"], path: "Examples/Territory"),
        tests("SQLite", ["SQLite", "Cryptography", "Shared"]),
        tests("Gzip", ["Gzip"]),
        tests("Cryptography", ["Cryptography", "Shared"]),
        tests("Shared", ["Shared"], exclude: ["Wire/golden"]),
        tests("ClientCore", ["ClientCore", "Shared", "SQLite", "Cryptography", "Synthetic"]),
        tests(
            "Server",
            ["Server", "ClientCore", "CurlTransport", "Shared", "SQLite", "Gzip", "Cryptography"]),
        tests(
            "Simulation",
            ["Simulation", "ClientCore", "FaultyDisk", "Server", "Shared", "SQLite"]),
        tests("Console", ["Console", "Shared"]),
        tests("EndToEnd", ["ClientCore", "Shared", "SQLite"]),
        tests("Tidy", ["Shared"]),
    ]
)
