import APICore
import Foundation

/// Dates as people write them on the command line: read as agents' are.
public enum DateWords {
  /// The first instant of a date alone, the instant of a date with a time.
  ///
  /// - Throws: what is wrong with the text, and how to write it.
  public static func start(
    of text: String, argument: String, now: Milliseconds, in zone: TimeZone
  ) throws(ToolError) -> Milliseconds {
    try DateArgument(text, argument: argument, .back, in: zone, now: now).startOfDay(in: zone)
  }
}
