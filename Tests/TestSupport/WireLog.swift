import Foundation
import JSON
import Synchronization

/// Every line that the server wrote in the tests, for `.ci/wire_check.py`.
final class WireLog: Sendable {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let folder: String
  private let file = Mutex<FileHandle?>(nil)

  init(folder: String) { self.folder = folder }

  func append(_ line: [UInt8], revision: String?, method: String?) throws {
    let entry: JSONValue = [
      "line": .string(String(decoding: line, as: UTF8.self)),
      "method": method.map { .string($0) } ?? .null,
      "revision": .string(revision ?? "direct"),
    ]
    try file.withLock { file in
      // Only now: most runs of single tests write no line.
      if file == nil { file = try Self.open(in: folder) }
      try file?.write(contentsOf: Data(entry.canonicalBytes + [UInt8(ascii: "\n")]))
    }
  }

  /// One file a process, because several test processes may write there.
  private static func open(in folder: String) throws -> FileHandle {
    let path = "\(folder)/wire-\(ProcessInfo.processInfo.processIdentifier).jsonl"
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else { throw Failure(description: "the wire log \(path) cannot be written") }
    return file
  }
}
