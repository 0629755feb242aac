/// Addresses that hold a secret in their last segment: whoever has one may do what it is for. No answer under
/// them passes the address on, a refusal included, and the log leaves the secret out.
enum SecretAddress {
    private static let prefixes = [
        "/setup/", "/password/reset/", "/sign-up/confirm/", "/email/confirm/", "/calendar/", Joining.prefix,
    ]

    static func holds(_ path: String) -> Bool { prefix(of: path) != nil }

    /// The beginning of a path before its secret; nil for a path that has none.
    static func prefix(of path: String) -> String? { prefixes.first { path.hasPrefix($0) } }
}
