/// How many time entries one answer has at most, the newest of those asked for.
public enum TimeEntryLimit {
  /// The service states no limit; this one keeps an answer within memory, and whoever adds entries
  /// up must say when it was reached.
  public static let inOneAnswer = 10_000
}
