import APICore
import Foundation
import Hashing
import JSON

/// A file that a call brings, read and hashed before anything is planned: what was hashed is what
/// is sent, whatever becomes of the file meanwhile.
struct GivenFile: Sendable {
  let sent: SentFile
  let contents: [UInt8]

  /// Bytes of one that is written into a call: whoever writes it writes each of them.
  static let largestWritten = 1_000_000

  private init(_ contents: [UInt8], called name: String) {
    sent = SentFile(name: name, size: contents.count, sha256: SHA256.hash(contents).hex)
    self.contents = contents
  }

  /// The arguments of the call as the ledger remembers and compares them: by what the file is, and
  /// not by where it was.
  func told(in arguments: JSONValue) -> JSONValue {
    var told = arguments.object ?? [:]
    told["file_path"] = nil
    told["content_base64"] = nil
    told["filename"] = nil
    return .object(told.merging(["file": sent.json]) { $1 })
  }

  // MARK: Where it comes from

  /// - Throws: in the words of the argument that is missing, too much, or wrong.
  static func read(
    path: String?, base64: String?, name: String?, below folder: FileFolder?
  ) throws(ToolError) -> GivenFile {
    switch (path, base64) {
    case (let path?, nil):
      let contents = try contents(of: path, below: folder)
      let last = path.split(separator: "/").last.map(String.init) ?? ""
      return GivenFile(contents, called: try checked(name ?? last, isGiven: name != nil))
    case (nil, let base64?):
      guard let name else {
        throw ToolError(
          argument: "filename",
          "`content_base64` needs a `filename`, such as notes.txt; nothing was changed")
      }
      return GivenFile(try decoded(base64), called: try checked(name, isGiven: true))
    default:
      throw ToolError(
        argument: "file_path",
        "give exactly one of `file_path` and `content_base64`; nothing was changed")
    }
  }

  private static func checked(_ name: String, isGiven: Bool) throws(ToolError) -> String {
    guard let objection = FileName.objection(to: name) else { return name }
    throw ToolError(
      argument: "filename",
      (isGiven ? "`filename`" : "the name of the file") + " \(quoted(name)) \(objection); nothing "
        + "was changed; " + (isGiven ? "give another one" : "give another one as `filename`"))
  }

  private static func decoded(_ base64: String) throws(ToolError) -> [UInt8] {
    let text = base64.filter { !$0.isWhitespace }
    guard let data = Data(base64Encoded: text) else {
      throw ToolError(
        argument: "content_base64",
        "`content_base64` is not base64 (A-Z a-z 0-9 + / and = at its end); nothing was changed")
    }
    guard data.count <= largestWritten else {
      throw ToolError(
        argument: "content_base64",
        "`content_base64` has \(data.count) bytes, of which \(largestWritten) are taken; nothing "
          + "was changed; give a larger file by `file_path`")
    }
    return Array(data)
  }

  private static func contents(
    of path: String, below folder: FileFolder?
  ) throws(ToolError) -> [UInt8] {
    guard let folder else {
      throw ToolError(
        argument: "file_path",
        "`file_path` is not allowed here: whoever starts taskledger has to name the folder that "
          + "files may be sent from, with `--files DIR` or TASKLEDGER_FILES; nothing was changed; "
          + "a small file can be given as `content_base64` with a `filename`",
        code: .policyDenied)
    }
    do throws(FileFolder.Refusal) {
      return try folder.contents(of: path, atMost: SentFile.largest)
    } catch {
      throw ToolError(
        argument: "file_path", "`file_path` \(quoted(path)) \(error.words); nothing was changed",
        code: error.code)
    }
  }
}

extension FileFolder.Refusal {
  fileprivate var code: ErrorCode {
    switch self {
    case .outside: .policyDenied
    case .missing: .notFound
    case .noFile, .tooLarge, .changing, .unreadable: .invalidArguments
    }
  }

  /// For the middle of a sentence.
  fileprivate var words: String {
    switch self {
    case .outside:
      "leads out of the folder that files may be sent from (`--files`); give a path below it"
    case .missing:
      "is not there, below the folder that files may be sent from; if it was sent under this key "
        + "before, `get_operation` says what came of that"
    case .noFile: "is a folder, a pipe or a device; give the path of a file"
    case .tooLarge:
      "has more than \(SentFile.largest) bytes, which is as much as is sent; a person can attach "
        + "it in ClickUp"
    case .changing: "is being written at this moment; call again when it is finished"
    case .unreadable(let reason): "cannot be read: \(String(cString: strerror(reason)))"
    }
  }
}
