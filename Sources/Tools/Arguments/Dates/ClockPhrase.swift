import APICore

extension Phrase {
  /// `9am`, `9:30 pm`, `17:00`, `noon`.
  ///
  /// - Throws: for `midnight`, which is the beginning of a day and the end of one.
  mutating func time() throws(DatePhrase.Problem) -> ClockTime? {
    if eat("noon") || eat("midday") { return ClockTime(hour: 12) }
    if eat("midnight") {
      throw .unclear(
        "could be the beginning of that day or its end; write the time as `00:00` or `23:59`")
    }
    return attempt { phrase in
      guard let word = phrase.next, var time = ClockTime(word) else { return nil }
      _ = phrase.take { $0 }
      guard let isAfternoon = phrase.take({ ["am": false, "pm": true][$0] }) else {
        // A number alone is as likely a day.
        return word.contains(":") ? time : nil
      }
      guard (1...12).contains(time.hour) else { return nil }
      time.hour = time.hour % 12 + (isAfternoon ? 12 : 0)
      return time
    }
  }

  /// `now`, `in 2 hours`, `30 minutes ago`, `an hour from now`.
  mutating func moment(from now: Milliseconds) -> Milliseconds? {
    if eat("now") { return now }
    return attempt { phrase in
      let isIn = phrase.eat("in")
      guard let count = phrase.take(Phrase.count), let unit = phrase.take(Self.clockUnit)
      else { return nil }
      let length = Milliseconds(Int64(count) * unit)
      if isIn || phrase.eat("from", "now") { return now + length }
      return phrase.eat("ago") ? now - length : nil
    }
  }

  private static func clockUnit(_ word: Substring) -> Int64? {
    switch word {
    case "h", "hr", "hrs", "hour", "hours": 3_600_000
    case "m", "min", "mins", "minute", "minutes": 60_000
    default: nil
    }
  }
}

extension ClockTime {
  /// `9`, `17:00`, `17:00:30`; nil where no clock shows it.
  fileprivate init?(_ word: Substring) {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { $0.utf8.count <= 2 ? Phrase.digits($0) : nil }
    guard (1...3).contains(parts.count), numbers.count == parts.count,
      parts.dropFirst().allSatisfy({ $0.utf8.count == 2 })
    else { return nil }
    hour = numbers[0]
    minute = numbers.count > 1 ? numbers[1] : 0
    second = numbers.count > 2 ? numbers[2] : 0
    guard hour < 24, minute < 60, second < 60 else { return nil }
  }
}
