/// Keeps secrets out of transcripts and logs.
public struct Redaction: Sendable {
  /// What stands where a secret stood.
  public static let mark = "[redacted]"

  private let secrets: [String]

  /// - Parameter secrets: exact texts to remove, e.g. the token in use; those shorter than 8
  ///   characters are left alone, because they would hit ordinary words.
  public init(secrets: [String] = []) {
    self.secrets = secrets.filter { $0.count >= 8 }
  }

  /// `text` without the known secrets and without anything that looks like a ClickUp personal token
  /// (`pk_` digits `_` letters and digits: https://developer.clickup.com/docs/authentication).
  public func redact(_ text: String) -> String {
    var text = text
    for secret in secrets where text.contains(secret) {
      text = text.replacing(secret, with: Self.mark)
    }
    guard text.contains("pk_") else { return text }
    return text.replacing(/pk_[0-9]+_[A-Za-z0-9]{8,}/, with: Self.mark)
  }
}
