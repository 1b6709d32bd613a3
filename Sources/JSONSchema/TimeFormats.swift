/// Dates, times and durations as RFC 3339 writes them.
enum TimeFormats {
  static func isDate(_ text: String) -> Bool {
    var scanner = ByteScanner(text)
    return takeDate(&scanner) && scanner.isAtEnd
  }

  static func isTime(_ text: String) -> Bool {
    var scanner = ByteScanner(text)
    return takeTime(&scanner) && scanner.isAtEnd
  }

  static func isDateTime(_ text: String) -> Bool {
    var scanner = ByteScanner(text)
    guard takeDate(&scanner), scanner.take("T") || scanner.take("t") else { return false }
    return takeTime(&scanner) && scanner.isAtEnd
  }

  /// RFC 3339, appendix A: units in order, none left out between two others, weeks alone.
  static func isDuration(_ text: String) -> Bool {
    var scanner = ByteScanner(text)
    guard scanner.take("P"), !scanner.isAtEnd else { return false }
    if scanner.peek != UInt8(ascii: "T") {
      var weeks = scanner
      if takeUnits("W", &weeks), weeks.isAtEnd { return true }
      guard takeUnits("YMD", &scanner) else { return false }
      if scanner.isAtEnd { return true }
    }
    return scanner.take("T") && takeUnits("HMS", &scanner) && scanner.isAtEnd
  }

  private static func takeUnits(_ units: String, _ scanner: inout ByteScanner) -> Bool {
    var expected = Substring(units)
    var hasAny = false
    while scanner.peek?.isASCIIDigit == true {
      _ = scanner.takeDigits()
      // The first may be any unit; each further one is the next smaller.
      guard let unit = expected.first(where: { scanner.take($0) }),
        let index = expected.firstIndex(of: unit), !hasAny || index == expected.startIndex
      else { return false }
      expected = expected[expected.index(after: index)...]
      hasAny = true
    }
    return hasAny
  }

  private static func takeDate(_ scanner: inout ByteScanner) -> Bool {
    guard let year = scanner.take(digits: 4, in: 0...9999), scanner.take("-"),
      let month = scanner.take(digits: 2, in: 1...12), scanner.take("-"),
      let day = scanner.take(digits: 2, in: 1...31)
    else { return false }
    return day <= days(inMonth: month, of: year)
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  private static func takeTime(_ scanner: inout ByteScanner) -> Bool {
    guard let hour = scanner.take(digits: 2, in: 0...23), scanner.take(":"),
      let minute = scanner.take(digits: 2, in: 0...59), scanner.take(":"),
      let second = scanner.take(digits: 2, in: 0...60)
    else { return false }
    if scanner.take("."), scanner.takeDigits().isEmpty { return false }
    guard let offset = takeOffset(&scanner) else { return false }
    // A leap second is the last of a day in UTC.
    let minutesPerDay = 24 * 60
    let utc = (hour * 60 + minute - offset + minutesPerDay) % minutesPerDay
    return second < 60 || utc == minutesPerDay - 1
  }

  /// Minutes east of UTC.
  private static func takeOffset(_ scanner: inout ByteScanner) -> Int? {
    if scanner.take("Z") || scanner.take("z") { return 0 }
    let isEast = scanner.take("+")
    guard isEast || scanner.take("-"), let hours = scanner.take(digits: 2, in: 0...23),
      scanner.take(":"), let minutes = scanner.take(digits: 2, in: 0...59)
    else { return nil }
    return (isEast ? 1 : -1) * (hours * 60 + minutes)
  }
}
