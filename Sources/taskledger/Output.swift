import Foundation

/// What people read: results on stdout, errors on stderr.
enum Output {
  static func error(_ text: String) {
    FileHandle.standardError.write(Data("taskledger: \(text)\n".utf8))
  }
}
