import APICore
import Foundation
import Testing

@testable import Ledger

@Suite("Who lives holds a lock that the kernel releases")
final class OwnerFilesTests {
  private let folder: String

  init() throws {
    var template = Array((NSTemporaryDirectory() + "taskledger-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
    folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: folder) } catch {
      print("cannot remove \(folder): \(error)")
    }
  }

  private var store: String { folder + "/clickup.db" }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: store + "-owners").sorted()
  }

  @Test("An owner is one for as long as it lives, and nothing is made before it is asked for")
  func oneOwner() throws {
    let owners = OwnerFiles(beside: store)
    #expect(!FileManager.default.fileExists(atPath: store + "-owners"))
    let own = try owners.own()
    #expect(try owners.own() == own)
    #expect(own.text.count == 32)
    #expect(try files() == [own.text + ".lock"])
    let permissions =
      try FileManager.default.attributesOfItem(
        atPath: store + "-owners/\(own.text).lock")[.posixPermissions] as? NSNumber
    #expect(permissions?.intValue == 0o600)
    #expect(owners.isAlive(own))
  }

  @Test("Others see it live, and see it dead once it left")
  func seenByOthers() throws {
    let one = OwnerFiles(beside: store)
    let two = OwnerFiles(beside: store)
    let own = try one.own()
    _ = try two.own()
    #expect(two.isAlive(own))
    // To look does no harm to the lock.
    #expect(two.isAlive(own))
    one.leave()
    #expect(!two.isAlive(own))
    #expect(try one.own() != own)
  }

  @Test("A file that nobody locks is that of a dead process; the next one removes it")
  func dead() throws {
    let one = OwnerFiles(beside: store)
    _ = try one.own()
    let path = store + "-owners/0123.lock"
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    #expect(!one.isAlive(OwnerID(text: "0123")))
    #expect(FileManager.default.fileExists(atPath: path))
    let two = OwnerFiles(beside: store)
    _ = try two.own()
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(try files().count == 2)
  }

  @Test("An owner whose file somebody removed is taken for dead")
  func removed() throws {
    let one = OwnerFiles(beside: store)
    let own = try one.own()
    try FileManager.default.removeItem(atPath: store + "-owners/\(own.text).lock")
    let two = OwnerFiles(beside: store)
    #expect(!two.isAlive(own))
    // From here on it is another one, which lives.
    let other = try one.own()
    #expect(other != own)
    #expect(try one.own() == other)
    #expect(two.isAlive(other))
    #expect(!one.isAlive(own))
  }

  @Test("What cannot be looked at may be alive")
  func unreadable() throws {
    let one = OwnerFiles(beside: store)
    _ = try one.own()
    let path = store + "-owners/0123.lock"
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
    #expect(one.isAlive(OwnerID(text: "0123")))
  }

  @Test("Where no file can be made, no write is begun")
  func noFolder() throws {
    let owners = OwnerFiles(beside: folder + "/missing/clickup.db")
    let refusal = try #require(throws: LedgerRefusal.self) { try owners.own() }
    #expect(refusal.code == .ledgerUnavailable)
    #expect(refusal.message.contains("clickup.db-owners"))
  }
}
