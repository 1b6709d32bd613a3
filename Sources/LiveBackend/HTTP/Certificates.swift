/// Whom the system trusts: the certificates that libcurl has built in, or those that the
/// environment names, as the command `curl` reads it (https://curl.se/docs/sslcerts.html).
struct Certificates: Sendable, Hashable {
  /// nil for what libcurl has built in.
  var file: String?
  var folder: String?

  /// Where systems keep them: Debian and Alpine, Fedora and RHEL, macOS and the BSDs, SUSE.
  static let usualFiles = [
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    "/etc/ssl/ca-bundle.pem",
  ]

  init(in environment: [String: String]) {
    func value(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    file = value("CURL_CA_BUNDLE")
    guard file == nil else { return }
    file = value("SSL_CERT_FILE")
    folder = value("SSL_CERT_DIR")
  }

  /// The same, where nothing is named and the file that libcurl has built in is not on this system,
  /// as with a libcurl that was made for another one.
  ///
  /// - Parameter builtIn: nil where libcurl asks the system instead, or does not tell.
  func completed(builtIn: String?, isThere: (String) -> Bool) -> Certificates {
    guard file == nil, folder == nil, let builtIn, !isThere(builtIn) else { return self }
    var completed = self
    completed.file = Self.usualFiles.first(where: isThere)
    return completed
  }
}
