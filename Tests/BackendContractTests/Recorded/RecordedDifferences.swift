/// Where the embedded workspace answers otherwise than the recordings show: in one place, each with
/// the reason.
enum RecordedDifferences {
  /// Route → difference → reason.
  static let known: [String: [String: String]] = [
    "POST /task/{task_id}/comment": [
      "/version/data/context is missing": insides,
      "/version/event_publish_time is missing": insides,
      "/version/master_id is missing": insides,
      "/version/traceparent is missing": insides,
      "/version/version is missing": insides,
    ],
    "DELETE /team/{team_id}/time_entries/{timer_id}": [
      "/data/*/task_url was not recorded":
        "a deleted entry is shown as the list shows it, and the document has it there"
    ],
  ]

  private static let insides = "how the service keeps its comments, which no client can use"
}
