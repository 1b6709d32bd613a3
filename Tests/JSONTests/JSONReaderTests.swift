import JSON
import Testing

/// What the reader takes and what it refuses. What Foundation's JSONSerialization reads wrongly is
/// among it.
struct JSONReaderTests {
  @Test(
    arguments: [
      ("null", nil), ("true", true), ("false", false), (" \t\r\n1 \t\r\n", 1), ("\"\"", ""),
      ("[]", []), ("[ ]", []), ("{}", [:]), ("{ }", [:]), ("[[],[[]]]", [[], [[]]]),
      (#"{"":{}}"#, ["": [:]]), (#"{"a":1,"b":[true,null]}"#, ["a": 1, "b": [true, nil]]),
      (#" { "a" : [ 1 , 2 ] , "b" : { "c" : 3 } } "#, ["a": [1, 2], "b": ["c": 3]]),
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
      (#""\u0000\u001F\u007f""#, "\0\u{1f}\u{7f}"),
      (#""\ud83d\ude00\uD83D\uDE00""#, "😀😀"), (#""\\ud800""#, #"\ud800"#),
      (
        "\"\u{7f}\u{80}\u{7ff}\u{800}\u{ffff}\u{10000}\u{10ffff}\"",
        "\u{7f}\u{80}\u{7ff}\u{800}\u{ffff}\u{10000}\u{10ffff}"
      ),
      // JSONSerialization drops U+FEFF at the beginning of a string and after an escape.
      ("\"\u{feff}\u{feff}\u{2028}\\n\u{feff}\"", "\u{feff}\u{feff}\u{2028}\n\u{feff}"),
      ("{\"\u{feff}a\":1,\"a\":2}", ["\u{feff}a": 1, "a": 2]),
    ] as [(String, JSONValue)])
  func accepted(text: String, value: JSONValue) throws {
    #expect(try JSONValue.parse(text) == value)
  }

  /// JSON keeps `true` apart from 1, and 1 and 1.0 are one number.
  @Test(
    arguments: [
      ("0", .integer(0)), ("-0", .integer(0)), ("-0.0", .integer(0)), ("0e10", .integer(0)),
      ("1", .integer(1)), ("1.0", .integer(1)), ("10e-1", .integer(1)), ("1E2", .integer(100)),
      ("1e+2", .integer(100)), ("-1.5", .double(-1.5)), ("1e-400", .integer(0)),
      ("5e-324", .double(.leastNonzeroMagnitude)),
      ("1.7976931348623157e308", .double(.greatestFiniteMagnitude)),
      ("9007199254740993", .integer(9_007_199_254_740_993)),
      ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
      ("-9223372036854775807", .integer(.min + 1)),
      ("-1000000000000000001", .integer(-1_000_000_000_000_000_001)),
      ("9223372036854775807.0", .double(9_223_372_036_854_775_808)),
      // Of integers beyond 64 bits only those that our own writer makes of doubles.
      ("9223372036854776000", .double(9_223_372_036_854_775_808)),
      ("18446744073709552000", .double(18_446_744_073_709_551_616)),
      ("100000000000000000000", .double(1e20)), ("-100000000000000000000", .double(-1e20)),
      // JSONSerialization reads these wrongly in the last digit.
      ("0.30000000000000004", .double(0.1 + 0.2)), ("-0.30000000000000004", .double(-0.1 - 0.2)),
      ("1.2345678901234567e+120", .double(1.2345678901234567e+120)),
      ("-12345678901234567e-100", .double(-12345678901234567e-100)),
      ("9007199254740993.0000000000000000000000000001", .integer(9_007_199_254_740_994)),
      ("1234567890123456789.0", .integer(1_234_567_890_123_456_768)),
      ("0.1000000000000000055511151231257827021181583404541015625", .double(0.1)),
    ] as [(String, JSONValue)])
  func numberExactly(text: String, value: JSONValue) throws {
    let read = try JSONValue.parse(text)
    #expect(read == value)
    #expect(try JSONValue.parse("[{\"a\":\(text)}]") == [["a": value]])
  }

  @Test func kindsThatFoundationConfuses() throws {
    let value = try JSONValue.parse("[true,1,1.0,false,0,-0.0]")
    #expect(
      value == [.bool(true), .integer(1), .integer(1), .bool(false), .integer(0), .integer(0)])
    #expect(JSONValue.bool(true) != 1)
  }

  static let malformed: [(String, String)] = [
    ("", "the text ends where a value is wanted (byte 0)"),
    (" \n", "the text ends where a value is wanted (byte 2)"),
    ("[1,]", "`]` stands where a value is wanted (byte 3)"),
    (#"{"a":1,}"#, "`}` stands where a member name in double quotes is wanted (byte 7)"),
    ("[,1]", "`,` stands where a value is wanted (byte 1)"),
    ("[1 2]", "`2` stands where `,` or `]` is wanted (byte 3)"),
    ("[1}", "`}` stands where `,` or `]` is wanted (byte 2)"),
    ("{\"a\":1]", "`]` stands where `,` or `}` is wanted (byte 6)"),
    ("[1", "the text ends where `,` or `]` is wanted (byte 2)"),
    ("{\"a\" 1}", "`1` stands where `:` is wanted (byte 5)"),
    ("{a:1}", "`a` stands where a member name in double quotes is wanted (byte 1)"),
    ("{1:1}", "`1` stands where a member name in double quotes is wanted (byte 1)"),
    ("{'a':1}", "`'` stands where a member name in double quotes is wanted (byte 1)"),
    ("{", "the text ends where a member name in double quotes is wanted (byte 1)"),
    ("{\"a\":", "the text ends where a value is wanted (byte 5)"),
    ("]", "`]` stands where a value is wanted (byte 0)"),
    ("1 2", "`2` stands where the end of the text is wanted (byte 2)"),
    ("{}}", "`}` stands where the end of the text is wanted (byte 2)"),
    ("// x\n1", "`/` stands where a value is wanted (byte 0)"),
    ("[1/**/]", "`/` stands where `,` or `]` is wanted (byte 2)"),
    ("NaN", "`N` stands where a value is wanted (byte 0)"),
    ("nul", "the text ends where `null` is wanted (byte 3)"),
    ("nulL", "`L` stands where `null` is wanted (byte 3)"),
    ("True", "`T` stands where a value is wanted (byte 0)"),
    ("truefalse", "`f` stands where the end of the text is wanted (byte 4)"),
    ("-Infinity", "`I` stands where a digit is wanted (byte 1)"),
    ("01", "`1` stands where the end of the text is wanted (byte 1)"),
    ("-01", "`1` stands where the end of the text is wanted (byte 2)"),
    ("+1", "`+` stands where a value is wanted (byte 0)"),
    (".5", "`.` stands where a value is wanted (byte 0)"),
    ("1.", "the text ends where a digit is wanted (byte 2)"),
    ("1.e1", "`e` stands where a digit is wanted (byte 2)"),
    ("1e", "the text ends where a digit is wanted (byte 2)"),
    ("1e+", "the text ends where a digit is wanted (byte 3)"),
    ("1e1.5", "`.` stands where the end of the text is wanted (byte 3)"),
    ("0x10", "`x` stands where the end of the text is wanted (byte 1)"),
    ("-", "the text ends where a digit is wanted (byte 1)"),
    ("\"a", "the text ends inside the string that begins at byte 0 (byte 2)"),
    ("\"a\\", "the text ends inside an escape (byte 2)"),
    ("\"\\x\"", "a string holds an escape that JSON does not have (byte 1)"),
    ("\"\\U0041\"", "a string holds an escape that JSON does not have (byte 1)"),
    ("\"\\u00g0\"", "`\\u` wants four hexadecimal digits (byte 1)"),
    ("\"\\u00", "`\\u` wants four hexadecimal digits (byte 1)"),
    ("\"a\u{0}b\"", "a control character stands unescaped in a string (byte 2)"),
    ("\"a\nb\"", "a control character stands unescaped in a string (byte 2)"),
    ("\"\u{1f}\"", "a control character stands unescaped in a string (byte 1)"),
    ("[1]\u{0}", "the byte 0x00 stands where the end of the text is wanted (byte 3)"),
    ("[\u{0c}1]", "the byte 0x0C stands where a value is wanted (byte 1)"),
    ("[\u{a0}1]", "the byte 0xC2 stands where a value is wanted (byte 1)"),
    ("\u{feff}1", "the text begins with a byte order mark; leave it out (byte 0)"),
  ]

  @Test(arguments: malformed)
  func malformedText(text: String, message: String) {
    let error = #expect(throws: JSONReadError.self) { try JSONValue.parse(text) }
    #expect(error?.kind == .malformed)
    #expect(error?.message == message)
  }

  @Test(
    arguments: [
      ("UTF-16 LE", [0x31, 0x00]), ("UTF-16 BE", [0x00, 0x31]),
      ("UTF-16 LE with mark", [0xFF, 0xFE, 0x31, 0x00]),
      ("UTF-16 BE with mark", [0xFE, 0xFF, 0x00, 0x31]),
      ("UTF-32", [0x00, 0x00, 0x00, 0x31]), ("a lone NUL", [0x00]),
      ("a continuation byte alone", quoted(0x80)), ("overlong NUL", quoted(0xC0, 0x80)),
      ("overlong /", quoted(0xC1, 0xAF)), ("overlong in three", quoted(0xE0, 0x9F, 0xBF)),
      ("overlong in four", quoted(0xF0, 0x8F, 0xBF, 0xBF)),
      ("surrogate (CESU)", quoted(0xED, 0xA0, 0x80)),
      ("beyond U+10FFFF", quoted(0xF4, 0x90, 0x80, 0x80)), ("0xF5", quoted(0xF5, 0x80, 0x80, 0x80)),
      ("0xFF", quoted(0xFF)), ("cut in two", quoted(0xC3)), ("cut in three", quoted(0xE2, 0x82)),
      ("cut in four", quoted(0xF0, 0x9F, 0x98)), ("third byte wrong", quoted(0xE2, 0x82, 0x20)),
      ("cut by the end", [0x22, 0xE2, 0x82]),
      ("in a name", [0x7B] + quoted(0xFF) + [0x3A, 0x31, 0x7D]),
    ] as [(String, [UInt8])])
  func malformedBytes(name: String, bytes: [UInt8]) {
    let error = #expect(throws: JSONReadError.self) { try JSONValue.parse(bytes) }
    #expect(error?.kind == .malformed)
  }

  private static func quoted(_ bytes: UInt8...) -> [UInt8] { [0x22] + bytes + [0x22] }

  @Test(
    arguments: [
      ("9223372036854775808", "the integer 9223372036854775808 does not fit 64 bits"),
      ("-9223372036854775809", "the integer -9223372036854775809 does not fit 64 bits"),
      ("18446744073709551615", "the integer 18446744073709551615 does not fit 64 bits"),
      ("1000000000000000000000", "the integer 1000000000000000000000 does not fit 64 bits"),
      ("1e400", "the number 1e400 is greater than a 64-bit double can hold"),
      ("-1e400", "the number -1e400 is greater than a 64-bit double can hold"),
      ("1.8e308", "the number 1.8e308 is greater than a 64-bit double can hold"),
      ("1e99999999999999999999", "the number 1e99999999999999999999 is greater than"),
      ("10000000000000000000000.5e300", "the number 10000000000000000000000.5e300 is greater than"),
      (#""\ud800""#, "a string holds half of a surrogate pair"),
      (#""\udc00\ud800""#, "a string holds half of a surrogate pair"),
      (#""\ud800\u0041""#, "a string holds half of a surrogate pair"),
      (#""\ud800x""#, "a string holds half of a surrogate pair"),
      (#"{"a":1,"a":1}"#, "the member `a` stands twice in one object; send it once"),
      (#"{"a":1,"\u0061":2}"#, "the member `a` stands twice in one object; send it once"),
      (#"{"a":{"b":1,"c":2,"b":{}}}"#, "the member `b` stands twice"),
      ("{\"\u{e9}\":1,\"e\u{301}\":2}", "the member `e\u{301}` stands twice"),
      (#"{"é":1,"e\u0301":2}"#, "the member `e\u{301}` stands twice"),
      (#"{"\n":1,"\u000a":2}"#, "the member `\n` stands twice"),
      (#"[{},{"":1,"":2}]"#, "the member `` stands twice"),
    ])
  func refused(text: String, message: String) {
    let error = #expect(throws: JSONReadError.self) { try JSONValue.parse(text) }
    #expect(error?.kind == .refused)
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
  }

  @Test func namesMayRepeatInOtherObjects() throws {
    let value = try JSONValue.parse(#"{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}"#)
    #expect(value == ["a": ["a": ["a": 1]], "b": [["a": 1], ["a": 2]]])
  }

  @Test(arguments: [2, 16, 17, 1000], [true, false])
  func duplicateFoundInObjectsOfAnySize(count: Int, hasDuplicate: Bool) {
    let names = (1..<count).map { "\"n\($0)\":\($0)" } + [hasDuplicate ? "\"n1\":0" : "\"n0\":0"]
    let text = "{\(names.joined(separator: ","))}"
    let error = Result { try JSONValue.parse(text) }
    switch error {
    case .success(let value): #expect(!hasDuplicate && value.object?.count == count)
    case .failure(let error):
      #expect(hasDuplicate)
      #expect((error as? JSONReadError)?.offset == text.utf8.count - 6)
    }
  }

  /// What is not JSON at all stays so, whatever else is wrong with it before.
  @Test(arguments: [#"{"a":1,"a":2"#, "[1e400", #"["\ud800",]"#, "[99999999999999999999"])
  func malformedWinsOverRefused(text: String) {
    let error = #expect(throws: JSONReadError.self) { try JSONValue.parse(text) }
    #expect(error?.kind == .malformed)
  }

  @Test func theFirstThingToRefuseIsNamed() {
    let error = #expect(throws: JSONReadError.self) {
      try JSONValue.parse(#"[1e400,{"a":1,"a":2},"\ud800"]"#)
    }
    #expect(error?.offset == 1)
    #expect(error?.message == "the number 1e400 is greater than a 64-bit double can hold")
  }
}
