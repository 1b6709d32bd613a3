import APICore

/// A day, or a day and a time, in the extended form of ISO 8601, with a blank in place of the `T`
/// where somebody wrote one: read, not yet checked against a calendar.
///
/// By hand, since a regular expression is compiled anew each time and costs more than all the rest
/// of a call.
struct ISODate: Hashable {
  /// May be a day that does not exist.
  let civil: CivilTime
  let fraction: Milliseconds
  let hasTime: Bool
  /// Seconds east of Greenwich; nil where none is written.
  let offset: Int?
  /// False where an offset is written that no clock is set to.
  let isPossible: Bool

  /// nil where `text` has another form.
  init?(_ text: String) {
    var scan = DigitScan(text)
    guard let year = scan.number(4), scan.eat("-"), let month = scan.number(2), scan.eat("-"),
      let day = scan.number(2)
    else { return nil }
    var civil = CivilTime(year: year, month: month, day: day)
    var fraction: Int64 = 0
    var offset: Offset?
    hasTime = !scan.isAtEnd
    if hasTime {
      guard scan.eat("Tt "), let hour = scan.number(2), scan.eat(":"), let minute = scan.number(2)
      else { return nil }
      (civil.hour, civil.minute) = (hour, minute)
      if scan.eat(":") {
        guard let second = scan.number(2) else { return nil }
        civil.second = second
        if scan.eat(".,") {
          guard let part = scan.fraction() else { return nil }
          fraction = part
        }
      }
      if !scan.isAtEnd {
        _ = scan.eat(" ")
        guard let written = Offset(&scan) else { return nil }
        offset = written
      }
    }
    guard scan.isAtEnd else { return nil }
    self.civil = civil
    self.fraction = Milliseconds(fraction)
    self.offset = offset?.seconds
    isPossible = civil.isValid && offset?.isPossible != false
  }

  private struct Offset {
    let seconds: Int
    let isPossible: Bool

    init?(_ scan: inout DigitScan) {
      if scan.eat("Zz") {
        (seconds, isPossible) = (0, true)
        return
      }
      let isWest = scan.eat("-")
      guard isWest || scan.eat("+"), let hours = scan.number(2) else { return nil }
      var minutes = 0
      if scan.eat(":") || !scan.isAtEnd {
        guard let written = scan.number(2) else { return nil }
        minutes = written
      }
      let east = hours * 3600 + minutes * 60
      seconds = isWest ? -east : east
      // 18 hours is what ISO 8601 libraries allow at most, and no zone comes near it.
      isPossible = minutes < 60 && east <= 18 * 3600
    }
  }
}

/// Reads ASCII digits from the front of a text.
private struct DigitScan {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  /// Takes one of these characters, if it is next.
  mutating func eat(_ characters: StaticString) -> Bool {
    guard let first = rest.first,
      characters.withUTF8Buffer({ $0.contains(first) })
    else { return false }
    rest.removeFirst()
    return true
  }

  /// Exactly so many digits.
  mutating func number(_ width: Int) -> Int? {
    var number = 0
    for _ in 0..<width {
      guard let digit = digit() else { return nil }
      number = number * 10 + digit
    }
    return number
  }

  /// One to nine digits after a point, in milliseconds; what is finer is left out.
  mutating func fraction() -> Int64? {
    var (milliseconds, worth) = (Int64(0), Int64(100))
    var count = 0
    while let digit = digit() {
      milliseconds += Int64(digit) * worth
      worth /= 10
      count += 1
    }
    return (1...9).contains(count) ? milliseconds : nil
  }

  private mutating func digit() -> Int? {
    guard let first = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
    else { return nil }
    rest.removeFirst()
    return Int(first - UInt8(ascii: "0"))
  }
}
