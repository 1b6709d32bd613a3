import Testing
import Transcript

@Suite struct TranscriptTests {
  static let text = """
    # Two requests
    # seed: 7
    # clock: 1000

    > {"id":1}
    < {"answer":1}
    # clock: 2000
    > {"id":2}
    < {"answer":2}
    < {"answer":3}

    """

  @Test func readsAndWritesTheSameText() throws {
    #expect(try Transcript(parsing: Self.text).text == Self.text)
    #expect(try Transcript(parsing: Self.text).initial(.seed) == "7")
    #expect(try Transcript(parsing: Self.text).initial(.clock) == "1000")
  }

  @Test(arguments: ["> a\r\n< b\n", "> \u{301}\n< b\n", "> \u{2028}\n< b\n", "> \r\n< \r\n"])
  func linesEndWithALineFeedAlone(text: String) throws {
    let transcript = try Transcript(parsing: text)
    #expect(transcript.lines.count == 2)
    #expect(transcript.text == text)
  }

  @Test func carriageReturnsThatWerePutOnTheWayAreTakenOff() throws {
    let text = Self.text.replacing("\n", with: "\r\n")
    #expect(try Transcript(parsing: text) == Transcript(parsing: Self.text))
  }

  @Test func aSettingMayBeginWithAnAccent() throws {
    let transcript = try Transcript(parsing: "# user: \u{301}a\n")
    #expect(transcript.initial(.user)?.unicodeScalars.count == 2)
  }

  @Test func namesALineOfNoKnownKind() {
    #expect(throws: TranscriptError.self) { try Transcript(parsing: "> a\nb\n") }
    do throws(TranscriptError) {
      _ = try Transcript(parsing: "> a\nb\n")
    } catch {
      #expect(error.line == 2)
    }
  }

  @Test func aRunThatAnswersTheSameHasNoDifference() throws {
    var clocks: [String] = []
    let run = try Transcript(parsing: Self.text).run(
      set: { if $0 == .clock { clocks.append($1) } },
      send: { $0.contains("1") ? [#"{"answer":1}"#] : [#"{"answer":2}"#, #"{"answer":3}"#] })
    #expect(run.differences.isEmpty)
    #expect(run.transcript.text == Self.text)
    #expect(clocks == ["1000", "2000"])
  }

  @Test func aRunThatAnswersOtherwiseSaysWhere() throws {
    let run = try Transcript(parsing: Self.text).run(set: { _, _ in }, send: { _ in ["x"] })
    #expect(run.differences.map(\.line) == [5, 8])
    #expect(run.differences[1].expected.count == 2)
    #expect(run.transcript.text.contains("> {\"id\":1}\n< x\n"))
  }

  @Test(arguments: [
    ("a pk_1234567_ABCDEFGHIJKLMNOP b", "a [redacted] b"),
    ("a cGtfMTIzNDU2N19BQkNERUZHSElKS0xNTk9Q.", "a [redacted]."),
    ("Basic dXNlcjpwa18xMjM0NTY3X0FCQ0RFRkdISUpLTE1OT1AgYW5kIG1vcmU=", "Basic [redacted]="),
    ("/x/cGtfMTIzNDU2N19BQkNERUZHSElKS0xNTk9Q\"", "[redacted]\""),
    ("bm8gc2VjcmV0IGlzIGluIGhlcmU=", "bm8gc2VjcmV0IGlzIGluIGhlcmU="),
    ("https://me:word@example.com/x", "https://[redacted]@example.com/x"),
    ("/https:~1~1me:word@example.com~1x", "/https:~1~1[redacted]@example.com~1x"),
    ("https://example.com/a:b@c", "https://example.com/a:b@c"),
    ("the-secret-token", "[redacted]"), ("short", "short"), ("pk_ is a prefix", "pk_ is a prefix"),
  ])
  func redacts(text: String, clean: String) {
    #expect(Redaction(secrets: ["the-secret-token", "short"]).redact(text) == clean)
  }
}
