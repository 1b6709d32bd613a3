/// What is said of an argument that a tool does not have, and that people ask for: what does it, or
/// that nothing does, so that nobody goes on looking.
enum ArgumentAdvice {
  static func sentence(for word: String, of tool: String) -> String? {
    advice[tool]?.first { $0.words.contains(word.lowercased()) }?.sentence
  }

  private static let advice: [String: [(words: Set<String>, sentence: String)]] = [
    "log_time": [
      (
        ["date", "day", "when"],
        "`start` says the day, and with a time of day, e.g. `yesterday 9am`, beside `duration`"
      ),
      (["minutes", "hours", "time", "time_spent"], "`duration` takes e.g. `45m` or `1.5h`"),
    ],
    "search_tasks": [
      (
        [
          "completed", "completed_after", "closed", "closed_after", "done", "finished", "date_done",
        ],
        "when a task was finished is not a filter: give `include_closed` with `date_updated_gt`, "
          + "and look at the statuses"
      ),
      (
        ["due_date"],
        "`due` takes a day or days, `due_date_gt` and `due_date_lt` are bounds, `has_no` finds "
          + "what has none"
      ),
    ],
    "update_task": [
      (
        ["list", "list_id", "list_ids", "folder", "folder_id", "space", "space_id"],
        "`move_task` moves it to the List that its `list_id` names"
      ),
      (
        ["assignee", "assignees"],
        "`assignees_add` adds people, `assignees_remove` takes them off; give both to replace"
      ),
    ],
  ]
}
