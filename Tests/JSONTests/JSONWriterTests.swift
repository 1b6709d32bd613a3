import JSON
import Testing

/// RFC 8785 (https://www.rfc-editor.org/rfc/rfc8785), but for 64-bit integers, which are exact.
struct JSONWriterTests {
  /// Appendix B, and the borders between the forms of ECMAScript's number.
  @Test(
    arguments: [
      (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
      (0x8000_0000_0000_0001, "-5e-324"), (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
      (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
      (0x4340_0000_0000_0000, "9007199254740992"), (0xc340_0000_0000_0000, "-9007199254740992"),
      (0x4430_0000_0000_0000, "295147905179352830000"),
      (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
      (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
      (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
      (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
      (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
      (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
      (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
      (0x41b3_de43_5555_5557, "333333333.33333343"),
      (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
      (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
      (0x7ff8_0000_0000_0000, "null"), (0x7ff0_0000_0000_0000, "null"),
      (0xfff0_0000_0000_0000, "null"),
    ] as [(UInt64, String)])
  func doubleOfBits(bits: UInt64, text: String) {
    #expect(JSONValue.double(Double(bitPattern: bits)).canonicalString == text)
  }

  @Test(
    arguments: [
      (1.0, "1"), (-1.0, "-1"), (1.5, "1.5"), (100, "100"), (1e16, "10000000000000000"),
      (1e20, "100000000000000000000"), (1e21, "1e+21"), (1.5e21, "1.5e+21"), (1e-6, "0.000001"),
      (1e-7, "1e-7"), (1.25e-7, "1.25e-7"), (0.1, "0.1"), (0.1 + 0.2, "0.30000000000000004"),
      (123.456, "123.456"), (-0.000012, "-0.000012"), (1e100, "1e+100"), (1e-100, "1e-100"),
      (1.2345678901234568e20, "123456789012345680000"), (2.5e-5, "0.000025"),
    ] as [(Double, String)])
  func double(double: Double, text: String) {
    #expect(JSONValue.double(double).canonicalString == text)
  }

  @Test(
    arguments: [
      (.min, "-9223372036854775808"), (.max, "9223372036854775807"), (0, "0"), (-1, "-1"),
      (9_007_199_254_740_993, "9007199254740993"),
    ] as [(Int64, String)])
  func integer(integer: Int64, text: String) {
    #expect(JSONValue.integer(integer).canonicalString == text)
  }

  @Test(
    arguments: [
      ("", #""""#), ("plain", #""plain""#), ("/", #""/""#), ("\u{7f}", "\"\u{7f}\""),
      (#"say "hi" \o/"#, #""say \"hi\" \\o/""#), ("\u{8}\t\n\u{c}\r", #""\b\t\n\f\r""#),
      ("\0\u{1}\u{b}\u{e}\u{f}\u{10}\u{1f} ", #""\u0000\u0001\u000b\u000e\u000f\u0010\u001f ""#),
      ("\n", #""\n""#), ("a\n", #""a\n""#), ("\na", #""\na""#), ("é€😀\u{2028}", "\"é€😀\u{2028}\""),
      ("e\u{301}\u{feff}", "\"e\u{301}\u{feff}\""),
    ])
  func string(string: String, text: String) {
    // By bytes: as Strings, texts that differ in normalization are equal.
    #expect(Array(JSONValue.string(string).canonicalBytes) == Array(text.utf8))
  }

  @Test(
    arguments: [
      (nil, "null"), (true, "true"), (false, "false"), ([], "[]"), ([:], "{}"),
      ([[], [:]], "[[],{}]"),
      ([1, "a", nil], #"[1,"a",null]"#), (["b": 1, "a": [2], "": 3], #"{"":3,"a":[2],"b":1}"#),
      (
        ["10": 1, "2": 2, "B": 3, "_": 4, "a": 5, "b": 6],
        #"{"10":1,"2":2,"B":3,"_":4,"a":5,"b":6}"#
      ),
      (["a\"": 1, "a": 2], #"{"a":2,"a\"":1}"#),
    ] as [(JSONValue, String)])
  func value(value: JSONValue, text: String) {
    #expect(value.canonicalString == text)
  }

  /// Section 3.2.3: UTF-16 order puts what lies beyond U+FFFF before U+E000 … U+FFFF.
  @Test func membersInUTF16Order() {
    let value: JSONValue = [
      "\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7,
    ]
    let text =
      "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}"
    #expect(value.canonicalBytes == Array(text.utf8))
  }

  /// Section 3.2.2 and 3.2.4: the example that the specification carries through.
  @Test func theSpecificationsExample() throws {
    let value = try JSONValue.parse(
      #"""
      {
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
      }
      """#)
    let text =
      #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
      + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
    #expect(value.canonicalString == text)
  }

  @Test func lineEndsOfUnicodeAreEscapedInLinesOnly() throws {
    let value: JSONValue = ["\u{2028}": "\u{2029}\u{85}\u{2027}\u{C5}€"]
    #expect(value.canonicalString == "{\"\u{2028}\":\"\u{2029}\u{85}\u{2027}\u{C5}€\"}")
    #expect(value.lineString == "{\"\\u2028\":\"\\u2029\\u0085\u{2027}\u{C5}€\"}")
    #expect(try JSONValue.parse(value.lineBytes) == value)
  }

  @Test func appendsToWhatIsThere() {
    var bytes = Array("x".utf8)
    JSONValue.string("\u{2028}").writeLine(to: &bytes)
    #expect(bytes == Array(#"x"\u2028""#.utf8))
  }

  /// JSONSerialization's writer dies at a few hundred levels on a small stack.
  @Test func depthBeyondTheReadersIsWritten() {
    var value: JSONValue = 1
    for level in 0..<1_000 { value = level.isMultiple(of: 2) ? [value] : ["a": value] }
    #expect(value.canonicalBytes.count == 1 + 500 * 2 + 500 * 6)
  }
}
