/// Where the embedded workspace answers otherwise than the recordings show: in one place, each with
/// the reason.
enum RecordedDifferences {
  /// Route → difference → reason.
  static let known: [String: [String: String]] = [
    "DELETE /team/{team_id}/time_entries/{timer_id}": [
      "/data/*/task_url was not recorded":
        "a deleted entry is shown as the list shows it, and the document has it there"
    ]
  ]
}
