import Foundation

/// A folder of its own for one test, removed at the end.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init() throws {
    var template = Array((NSTemporaryDirectory() + "taskledger-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    // What stays is found in the folder for temporary things; no test is wrong for it.
    do { try FileManager.default.removeItem(atPath: path) } catch {}
  }

  public func file(_ name: String) -> String { path + "/" + name }
}
