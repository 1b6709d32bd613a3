import Foundation
import Transcript

/// What people read: results on stdout, errors on stderr.
enum Output {
  static func error(_ text: String) {
    FileHandle.standardError.write(Data("taskledger: \(Redaction().redact(text))\n".utf8))
  }
}
