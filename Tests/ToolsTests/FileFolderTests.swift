import Foundation
import TestSupport
import Testing

@testable import Tools

@Suite("No path leads out of the folder that files may be sent from")
struct FileFolderTests {
  private let outer: TemporaryFolder
  private let folder: FileFolder

  init() throws {
    outer = try TemporaryFolder()
    let path = outer.file("files")
    for place in ["files", "files/sub", "files/sub/deep", "files-not"] {
      try FileManager.default.createDirectory(
        atPath: outer.file(place), withIntermediateDirectories: false)
    }
    for name in ["secret", "files-not/secret", "files/a.txt", "files/sub/b.txt"] {
      try Data(name.utf8).write(to: URL(filePath: outer.file(name)))
    }
    folder = try #require(FileFolder(path))
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: outer.file("files/\(name)"), withDestinationPath: target)
  }

  private func read(_ name: String, atMost limit: Int = 100) throws(FileFolder.Refusal) -> String {
    String(decoding: try folder.contents(of: name, atMost: limit), as: UTF8.self)
  }

  private func refusal(_ name: String, atMost limit: Int = 100) -> FileFolder.Refusal? {
    do throws(FileFolder.Refusal) {
      let text = try read(name, atMost: limit)
      Issue.record("\(name) was read: \(text)")
      return nil
    } catch { return error }
  }

  @Test func whatIsInsideIsRead() throws {
    try link("inside", to: "sub/b.txt")
    try link("around", to: "sub/deep/../../a.txt")
    try link("whole", to: outer.file("files/sub"))
    try link("sub/deep/up", to: "../../a.txt")
    for (name, text) in [
      ("a.txt", "files/a.txt"), ("./sub//b.txt", "files/sub/b.txt"),
      ("sub/../a.txt", "files/a.txt"),
      ("inside", "files/sub/b.txt"), ("around", "files/a.txt"), ("whole/b.txt", "files/sub/b.txt"),
      ("sub/deep/up", "files/a.txt"), (outer.file("files/a.txt"), "files/a.txt"),
    ] { #expect(try read(name) == text, "\(name)") }
  }

  @Test func whatIsOutsideIsNot() throws {
    try link("out", to: "../secret")
    try link("absolute", to: outer.file("secret"))
    try link("beside", to: outer.file("files-not"))
    try link("sub/above", to: "../..")
    try link("chain", to: "sub/above/secret")
    try link("root", to: "/")
    for name in [
      "../secret", "sub/../../secret", "../files/a.txt", "..", "out", "absolute", "beside/secret",
      "sub/above/secret", "chain", "root/etc/passwd", outer.file("secret"), "/etc/passwd",
      outer.file("files-not/secret"), outer.file("files/../secret"), outer.path, "/",
    ] { #expect(refusal(name) == .outside, "\(name)") }
  }

  @Test func whatIsNoFileIsNotOpened() throws {
    // To open a pipe for reading would wait for somebody who writes.
    #expect(mkfifo(outer.file("files/pipe"), 0o600) == 0)
    try link("to-pipe", to: "pipe")
    try link("device", to: "/dev/zero")
    try link("loop", to: "loop")
    for name in ["pipe", "to-pipe", "sub", "", ".", "sub/"] {
      #expect(refusal(name) == .noFile, "\(name)")
    }
    #expect(refusal("device") == .outside)
    #expect(refusal("loop") == .unreadable(ELOOP))
    for name in ["none", "none/a", "a.txt/x", "a.txt\u{0}", String(repeating: "x", count: 300)] {
      #expect(refusal(name) == .missing, "\(name)")
    }
  }

  @Test func whatIsTooLargeIsNotRead() throws {
    #expect(try read("a.txt", atMost: 11) == "files/a.txt")
    #expect(refusal("a.txt", atMost: 10) == .tooLarge)
    // Says that it has nothing in it, and goes on.
    let endless = try #require(FileFolder("/proc/self"))
    #expect(throws: FileFolder.Refusal.changing) {
      try endless.contents(of: "stat", atMost: 100_000)
    }
  }

  @Test func aFolderThatIsNoneIsNone() {
    #expect(FileFolder(outer.file("none")) == nil && FileFolder(outer.file("secret")) == nil)
    #expect(FileFolder(outer.file("files/"))?.path == outer.file("files"))
  }
}
