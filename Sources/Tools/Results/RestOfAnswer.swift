/// Which call shows what an answer had no room for.
enum RestOfAnswer {
  /// For `notice`; nil where there is no such tool.
  static func sentence(of tool: String) -> String? {
    kinds.first { $0.tools.contains(tool) }?.sentence
  }

  private static let kinds: [(tools: Set<String>, sentence: String)] = [
    (
      [
        "update_task", "set_custom_field", "add_dependency", "remove_dependency", "add_tag",
        "remove_tag", "link_tasks", "unlink_tasks", "add_task_to_list", "remove_task_from_list",
        "move_task", "create_checklist", "update_checklist",
        "add_checklist_item", "update_checklist_item",
      ],
      "`get_task` with the same `task_id` reads the whole task"
    ),
    (
      ["create_task", "search_tasks"],
      "`get_task` with the `id` of a task as `task_id` reads the whole task"
    ),
    (
      ["get_task"],
      "there is more room without `include_comments` and `include_subtasks`: `list_comments` with "
        + "the same `task_id` reads the comments, `search_tasks` with `subtasks` and its List as "
        + "`list_ids` finds the subtasks"
    ),
    (
      ["read_operation"],
      "`read_operation` with a page, a cursor or a narrower filter in `parameters` reads the rest"
    ),
    (
      ["post_comment", "list_comments", "update_comment"],
      "`list_comments` with the same `task_id` and, of a comment with `cut`, its `cut.cursor` as "
        + "`cursor` reads the rest"
    ),
    (
      ["list_replies", "reply_to_comment"],
      "`list_replies` with the same `comment_id` and, of a reply with `cut`, its `cut.cursor` as "
        + "`cursor` reads the rest"
    ),
    (
      ["get_list_comments", "post_list_comment"],
      "`get_list_comments` with the same `list_id` and, of a comment with `cut`, its `cut.cursor` "
        + "as `cursor` reads the rest"
    ),
    (
      [
        "log_time", "list_time_entries", "get_time_entry", "get_task_time", "update_time_entry",
        "start_timer", "stop_timer",
      ],
      "`list_time_entries` with the same `task_id` and a smaller `limit` reads them one by one"
    ),
    (
      ["list_tags", "create_tag", "update_tag"],
      "`add_tag` with the name of a tag as `tag` takes one that is not shown too"
    ),
    (
      ["get_custom_fields", "get_container_fields", "create_custom_field"],
      "`set_custom_field` with the name of an option as `value` sets one that is not shown too, "
        + "and answers a name that is none with those that are nearest"
    ),
    (
      ["get_workspace", "create_space", "update_space", "create_folder", "update_folder"],
      "`get_workspace` with the ID of a Space or Folder as `container_id` reads that one"
    ),
    (
      ["create_list", "update_list", "get_list"],
      "`get_list` with the `id` of the List as `list_id` reads it, and with the `cut.cursor` as "
        + "`cursor` the rest of its description"
    ),
    (
      [
        "delete_space", "delete_folder", "delete_list", "delete_task", "delete_checklist",
        "delete_checklist_item", "delete_tag", "delete_comment", "delete_time_entry",
        "undo_operation", "resolve_operation",
      ],
      "`get_operation` with the `operation_id` reads what was done"
    ),
    (
      ["create_tasks", "update_tasks", "set_custom_fields", "undo_operations"],
      "`get_operation` with the `operation_id` of an item reads what was done"
    ),
    (
      ["list_members"],
      "`search_tasks` with a name or an e-mail as one of `assignees` finds somebody who is not "
        + "shown too"
    ),
    (
      ["list_operations"],
      "`list_operations` with a smaller `limit`, or `get_operation` with an `operation_id`, reads "
        + "the rest"
    ),
    (
      ["get_agenda", "get_changes"],
      "a smaller `limit` shows fewer, and `get_task` with the `id` of a task as `task_id` reads one"
    ),
    (
      ["get_workload"],
      "`get_workload` with `assignees` shows only theirs"
    ),
    (
      ["get_operation"],
      "what was written is read where it stands now: `get_task` with its `task_id`, "
        + "`list_comments` with that of its task, `get_list` with its `list_id`"
    ),
  ]
}
