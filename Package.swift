// swift-tools-version: 6.2
import PackageDescription

/// Who may import whom. SwiftPM refuses an import that points sideways or up; an import that skips
/// a layer on the way down still compiles, so `HouseTests/ImportTests` reads this table and refuses it.
let layers: [(name: String, imports: [Target.Dependency])] = [
    ("Forms", []),
    ("Sheets", []),
    ("Templates", []),
    ("Postgres", ["CPostgres"]),
    ("Crypto", ["CArgon2", "CCrypto"]),
    ("QRCodes", ["CQREncode"]),
    ("HTTP", ["Forms"]),
    ("Models", ["Forms"]),
    ("Jobs", ["Postgres"]),
    ("Web", ["Forms", "HTTP", "Models", "Templates"]),
    ("Store", ["Jobs", "Models", "Postgres"]),
    ("Server", ["CMicrohttpd", "CZlib", "HTTP"]),
    ("Outbound", ["CCurl", "HTTP"]),
    (
        "App",
        [
            "Crypto", "Forms", "HTTP", "Jobs", "Models", "Outbound", "QRCodes", "Sheets", "Store", "Templates", "Web",
        ]
    ),
]

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A test suite sees the layers it tests; `TestSupport` is the cast they share.
func tests(_ name: String, _ dependencies: [Target.Dependency], _ leftOut: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: leftOut, swiftSettings: strict)
}

/// Only for `bin/prove fuzz`: the parsers behind libFuzzer, which brings a `main` of its own.
let fuzz: [Target] =
    Context.environment["TAKT_FUZZ"] == nil
    ? []
    : [
        .executableTarget(
            name: "Fuzz", dependencies: ["App", "Forms", "HTTP", "Models", "Sheets", "Templates"],
            path: "Tests/Fuzz",
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])])
    ]

let package = Package(
    name: "takt",
    targets: [
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CMicrohttpd", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    ] + layers.map { .target(name: $0.name, dependencies: $0.imports, swiftSettings: strict) } + [
        .executableTarget(
            name: "takt",
            dependencies: [
                "App", "Crypto", "Forms", "HTTP", "Jobs", "Models", "Outbound", "Postgres", "Server", "Store",
                "Templates",
                "Web",
            ],
            swiftSettings: strict),
        .target(
            name: "TestSupport",
            dependencies: [
                "App", "Crypto", "Forms", "HTTP", "Jobs", "Models", "Outbound", "Postgres", "Store", "Templates", "Web",
            ],
            path: "Tests/TestSupport", swiftSettings: strict),
        tests("HouseTests", []),
        tests("FormsTests", ["Forms"]),
        tests("SheetsTests", ["Sheets"]),
        tests("TemplatesTests", ["Templates"]),
        tests("PostgresTests", ["Postgres", "TestSupport"]),
        tests("CryptoTests", ["Crypto"]),
        tests("QRCodesTests", ["QRCodes"]),
        tests("HTTPTests", ["Forms", "HTTP"]),
        tests("ModelsTests", ["Forms", "Models"]),
        tests("JobsTests", ["Jobs", "Postgres", "TestSupport"]),
        tests("WebTests", ["Forms", "HTTP", "Models", "Templates", "Web"]),
        tests("ServerTests", ["CZlib", "HTTP", "Server"]),
        tests("OutboundTests", ["HTTP", "Outbound", "TestSupport"]),
        tests("StoreTests", ["Forms", "Jobs", "Models", "Postgres", "Store", "TestSupport"]),
        tests(
            "AppTests",
            [
                "App", "Crypto", "Forms", "HTTP", "Jobs", "Models", "Outbound", "Postgres", "Server", "Sheets", "Store",
                "Templates",
                "TestSupport", "Web",
            ]),
    ] + fuzz
)
