import APICore
import Foundation
import TestSupport
import Testing

@testable import LiveBackend

struct SetUpTests {
  @Test(arguments: [
    "https://api.clickup.com/api/v2", "https://api.clickup.com/api/v2/", "http://127.0.0.1:80/v2",
    "http://127.3.2.1", "http://localhost:8080", "http://[::1]:9/x", " https://x.example \n",
  ])
  func anAddressIsEncryptedOrLocal(text: String) throws {
    #expect(try !APIAddress(text).text.hasSuffix("/"))
  }

  @Test(arguments: [
    ("https://api.clickup.com/api/v2/", "https://api.clickup.com/api/v3"),
    ("http://127.0.0.1:80/v2", "http://127.0.0.1:80/v3"),
    // What leads to no version leads to none beside it: the complaint says what it lacks.
    ("http://[::1]:9/x", "http://[::1]:9/x"), ("http://127.0.0.1/av2", "http://127.0.0.1/av2"),
  ])
  func versionsStandBesideEachOther(text: String, third: String) throws {
    let address = try APIAddress(text)
    #expect(address.base(of: .v2) == address.text)
    #expect(address.base(of: .v3) == third)
  }

  @Test(arguments: [
    "", "x", "api.clickup.com/api/v2", "ftp://127.0.0.1", "http://api.clickup.com",
    "http://127.0.0.1.evil.example", "http://127.1", "http://127.0.0.256", "http://0.0.0.0",
    "http://localhost.evil.example", "http://127.0.0.1@evil.example", "https://", "http://[::2]",
    "https://a:b@api.clickup.com", "https://api.clickup.com?x=1", "https://api.clickup.com#x",
  ])
  func anyOtherAddressIsRefused(text: String) {
    #expect(throws: SetUpError.self) { try APIAddress(text) }
  }

  @Test func aTokenShowsItselfInNoText() throws {
    let token = try Token("pk_1_SECRET")
    var dumped = ""
    dump(token, to: &dumped)
    dump(["a": token], to: &dumped)
    for text in ["\(token)", "\(Optional(token) as Any)", String(reflecting: token), dumped] {
      #expect(!text.contains("SECRET"))
    }
    #expect(token.digest.count == 32)
    #expect(try token.digest != Token("pk_1_SECRET2").digest)
  }

  @Test(arguments: [
    "", " \n", "two words", "pk_é", "a\u{0}b", String(repeating: "x", count: 1_025),
  ])
  func whatIsNotATokenIsRefusedWithoutShowingIt(text: String) throws {
    let error = try #require(throws: SetUpError.self) { try Token(text) }
    #expect(error.message.contains("CLICKUP_TOKEN_FILE"))
    #expect(!error.message.contains("xxx"))
    #expect(!error.message.contains("words"))
  }

  @Test(arguments: [
    ("\"pk_1_SECRET\"", "quotation marks"), ("'pk_1_SECRET'", "quotation marks"),
    ("“pk_1_SECRET”", "quotation marks"), ("pk_1_SECRET\"", "quotation marks"),
    ("Bearer 'SECRET'", "quotation marks"), ("\"\"", "quotation marks"),
    ("${SECRET}", "placeholder"), ("${env:SECRET}", "placeholder"), ("$SECRET", "placeholder"),
    ("Bearer ${SECRET}", "placeholder"), ("pk_${SECRET}", "placeholder"),
    ("<SECRET>", "placeholder"), ("{{SECRET}}", "placeholder"), ("%SECRET%", "placeholder"),
  ])
  func whatStandsInATokensPlaceIsNamed(text: String, kind: String) throws {
    let error = try #require(throws: SetUpError.self) { try Token(text) }
    #expect(error.message.contains(kind) && error.message.contains("CLICKUP_TOKEN_FILE"))
    #expect(!error.message.contains("SECRET"))
  }

  @Test func aTokensFileMayLieInTheHomeDirectory() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("token")
    try "pk_1_A\n".write(toFile: path, atomically: false, encoding: .utf8)
    let home = (path as NSString).deletingLastPathComponent
    let found = try Token.find(in: ["CLICKUP_TOKEN_FILE": "~/token", "HOME": home])
    #expect(found.source == path && found.token.authorization == "pk_1_A")
    let error = try #require(throws: SetUpError.self) {
      try Token.find(in: ["CLICKUP_TOKEN_FILE": "${HOME}/token", "HOME": home])
    }
    #expect(error.message.hasPrefix("CLICKUP_TOKEN_FILE holds a placeholder"))
  }

  @Test func theEnvironmentNamesOneToken() throws {
    let found = try Token.find(in: ["CLICKUP_TOKEN": "pk_1_A"])
    #expect(found.token.authorization == "pk_1_A")
    #expect(found.source == "CLICKUP_TOKEN")
    #expect(throws: SetUpError.self) { try Token.find(in: [:]) }
    #expect(throws: SetUpError.self) { try Token.find(in: ["CLICKUP_TOKEN": ""]) }
    #expect(throws: SetUpError.self) {
      try Token.find(in: ["CLICKUP_TOKEN": "a", "CLICKUP_TOKEN_FILE": "/dev/null"])
    }
  }

  @Test func aTokensFileIsReadAndOneThatOthersCanReadIsToldOf() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("token")
    try "pk_1_A\n".write(toFile: path, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    let found = try Token.find(in: ["CLICKUP_TOKEN_FILE": path])
    #expect(found.token.authorization == "pk_1_A")
    #expect(found.warning == nil)
    #expect(found.source == path)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    let open = try Token.find(in: ["CLICKUP_TOKEN_FILE": path])
    #expect(open.warning?.contains("chmod 600") == true)
  }

  @Test func aFileThatHoldsNoTokenIsRefusedHoweverLongItIs() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("token")
    for text in ["", "a b", String(repeating: "SECRET", count: 100_000)] {
      try text.write(toFile: path, atomically: false, encoding: .utf8)
      let error = try #require(throws: SetUpError.self) {
        try Token.find(in: ["CLICKUP_TOKEN_FILE": path])
      }
      #expect(error.message.contains(path))
      #expect(!error.message.contains("SECRET"))
    }
    for path in [folder.file("none"), folder.path] {
      let error = try #require(throws: SetUpError.self) {
        try Token.find(in: ["CLICKUP_TOKEN_FILE": path])
      }
      #expect(error.message.contains("cannot be read: `\(path)`"))
    }
  }
}
