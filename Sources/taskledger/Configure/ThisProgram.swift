import Foundation

/// Where a host finds this program again.
enum ThisProgram {
  /// The path that it was called by, where that is this very file: a package keeps that one when it
  /// is upgraded (`/opt/homebrew/bin/taskledger`), and not the one that the link leads to now.
  ///
  /// - Parameters:
  ///   - name: what the program was called by.
  ///   - directory: where it was called.
  static func path(
    calledBy name: String?, in directory: String, environment: [String: String]
  ) throws(UsageError) -> String {
    guard let executable = Bundle.main.executablePath.map({ absolute($0) }) else {
      throw UsageError("where this program is cannot be found out; call it by its full path")
    }
    guard let name, !name.isEmpty else { return executable }
    let folders =
      name.contains("/")
      ? [""]
      : (environment["PATH"] ?? "").split(separator: ":", omittingEmptySubsequences: false)
        .map { $0.isEmpty ? directory + "/" : $0 + "/" }
    let candidates = folders.map { absolute($0 + name) }
    return candidates.first { isSameFile($0, executable) } ?? executable
  }

  static func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }

  private static func isSameFile(_ first: String, _ second: String) -> Bool {
    var (one, other) = (stat(), stat())
    return stat(first, &one) == 0 && stat(second, &other) == 0
      && one.st_dev == other.st_dev && one.st_ino == other.st_ino
  }
}
