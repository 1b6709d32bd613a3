import JSON
import Testing

@testable import Tools

@Suite("Numbers as people write them")
struct WrittenNumberTests {
  private static let euros = WrittenNumber.Meaning.amount(of: "EUR")

  @Test(
    "As in JSON, of which there is nothing to say",
    arguments: [
      ("12", 12), ("12.5", 12.5), ("1.234", 1.234), ("-28", -28), ("-1.5e3", -1500),
      (" 7 ", 7), ("9007199254740993", 9_007_199_254_740_993),
    ] as [(String, JSONValue)])
  func plain(text: String, value: JSONValue) throws {
    for meaning in [.plain, Self.euros] {
      let number = try WrittenNumber(text, as: meaning)
      #expect(number.value == value)
      #expect(!number.isRewritten)
    }
  }

  @Test(
    "With separators or a currency's sign, in any field",
    arguments: [
      ("1,234,567", "1234567"), ("1.234.567", "1234567"), ("1,234.50", "1234.50"),
      ("1.234,50", "1234.50"), ("1,234.567", "1234.567"), ("1.234,567", "1234.567"),
      ("12,5", "12.5"), ("12,50", "12.50"), ("0,500", "0.500"), ("1234,500", "1234.500"),
      ("12 500", "12500"), ("12\u{202F}500", "12500"), ("12\u{A0}500,25", "12500.25"),
      ("12'500", "12500"), ("12_500", "12500"), ("12 500,125", "12500.125"), (".5", "0.5"),
      ("+5", "5"), ("\u{2212}5", "-5"), ("-1,234,567.5", "-1234567.5"),
      ("€12500", "12500"), ("12500 €", "12500"), ("€ 12 500,50", "12500.50"), ("-€5", "-5"),
      ("€-5", "-5"), ("EUR 12.50", "12.50"), ("12.50 eur", "12.50"), ("€1.5", "1.5"),
    ])
  func rewritten(text: String, digits: String) throws {
    for meaning in [.plain, Self.euros, .amount(of: nil)] {
      let number = try WrittenNumber(text, as: meaning)
      #expect(number.value == (try JSONValue.parse(digits)))
      #expect(number.isRewritten)
      #expect(number.rule == nil)
    }
  }

  @Test(
    "One comma before three digits groups the digits of money",
    arguments: [("12,500", 12_500), ("€12,500", 12_500), ("-1,234", -1234)]
      as [(String, JSONValue)])
  func money(text: String, value: JSONValue) throws {
    let number = try WrittenNumber(text, as: Self.euros)
    #expect(number.value == value)
    #expect(number.rule == "since an amount of money has no three decimals")
  }

  @Test(
    "Two readings a thousand times apart are not chosen between",
    arguments: [
      ("1,234", .plain, "can be read as 1234 or as 1.234"),
      ("12,500", .plain, "can be read as 12500 or as 12.500"),
      ("€12,500", .plain, "can be read as 12500 or as 12.500"),
      ("€1.234", .amount(of: "EUR"), "can be read as 1234 or as 1.234"),
      ("1,234", .amount(of: "KWD"), "can be read as 1234 or as 1.234"),
    ] as [(String, WrittenNumber.Meaning, String)])
  func twoReadings(text: String, meaning: WrittenNumber.Meaning, says: String) {
    expect(text, meaning) { $0.contains(says) }
  }

  @Test(
    "An amount in another currency is not taken for one in the field's",
    arguments: [
      ("$12500", "is an amount in $, and the field is in EUR"),
      ("12500 usd", "is an amount in usd, and the field is in EUR"),
    ])
  func otherCurrency(text: String, says: String) {
    expect(text, Self.euros) { $0.contains(says) }
  }

  private func expect(
    _ text: String, _ meaning: WrittenNumber.Meaning, _ isRight: (String) -> Bool
  ) {
    let error = #expect(throws: WrittenNumber.Problem.self) {
      try WrittenNumber(text, as: meaning)
    }
    guard case .unclear(let words)? = error else {
      Issue.record("\(text) is \(String(describing: error))")
      return
    }
    #expect(isRight(words), "\(words)")
  }

  @Test(arguments: [
    "", " ", "much", "0x10", "nan", "true", "[1]", "1e5.", "5.", "5,", "12 5", "1,23,456",
    "12,5,00", "1,234 567", "1.234,567,8", "0,500,000", "01", "--5", "€", "€5€", "€ 5 EUR", "12k",
    "1.5M", "12 kg", "50%", "1 000 0000", "٣", "12-5", "1e400", "€true",
  ])
  func notANumber(text: String) {
    for meaning in [.plain, Self.euros] {
      #expect(throws: WrittenNumber.Problem.notANumber) {
        try WrittenNumber(text, as: meaning)
      }
    }
  }
}
