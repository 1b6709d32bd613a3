import Ledger

extension ProgramOptions {
  /// How long stored answers are kept, in days; nil forever.
  func retentionDays() throws(UsageError) -> Int? {
    guard let text = value(of: .retention) else { return Retention.standardDays }
    if text == "forever" { return nil }
    // A century, so that milliseconds stay far from overflow.
    guard let days = Int(text), (1...36_500).contains(days) else {
      throw UsageError(
        "`--retention \(text)` is not a number of days from 1 to 36500, nor `forever`")
    }
    return days
  }
}
