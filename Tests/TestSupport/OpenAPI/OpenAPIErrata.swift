/// Where the published document is known to be wrong, or to say less than the service does: in one
/// place, each with the reason.
public enum OpenAPIErrata {
  /// One of them.
  public struct Entry: Sendable, Hashable, CustomStringConvertible {
    let route: String
    let finding: String

    public var description: String { "\(route): \(finding)" }
  }

  public static let all = Set(
    known.flatMap { route, findings in
      findings.keys.map { Entry(route: route, finding: $0) }
    })

  /// Route → finding → reason.
  private static let known: [String: [String: String]] = [
    "POST /list/{list_id}/field": ["no such operation": fieldCreation],
    "POST /space/{space_id}/field": ["no such operation": fieldCreation],
    "DELETE /task/{task_id}/dependency": [
      "query `depends_on` is missing": oneOfTwo,
      "query `dependency_of` is missing": oneOfTwo,
    ],
    "GET /list/{list_id}/task": all([
      (brackets, ["statuses", "assignees", "tags"].map { "query `\($0)[]` is unknown" })
    ]),
    "POST /team/{team_id}/space": all(
      [(clickApps, apps.map { "body /features breaks `required` of `\($0)`" })]
        + [(statuses, ["body /statuses is unknown"])]),
    "PUT /space/{space_id}": all([
      (clickApps, apps.map { "body /features breaks `required` of `\($0)`" }),
      (
        clickApps,
        ["start_date", "remap_due_dates", "remap_closed_due_date"].map {
          "body /features/due_dates breaks `required` of `\($0)`"
        }
      ),
      (
        partial,
        ["color", "private", "admin_can_manage", "multiple_assignees", "features"].map {
          "body / breaks `required` of `\($0)`"
        }
      ),
      (archived, ["body /archived is unknown"]),
      (cleared, ["body /color breaks `type`"]),
      (sentBack, shownApps.map { "body /features/\($0) is unknown" }),
    ]),
    "POST /space/{space_id}/folder": all([(statuses, ownStatuses)]),
    "POST /space/{space_id}/list": all([(statuses, ownStatuses)]),
    "POST /folder/{folder_id}/list": all([(statuses, ownStatuses)]),
    "PUT /list/{list_id}": all([
      (
        "a string only because `none` clears it: creating a List takes the user's number",
        ["body /assignee breaks `type`"]
      ),
      (cleared, ["due_date", "priority"].map { "body /\($0) breaks `type`" }),
    ]),
    "POST /list/{list_id}/comment": all([
      ("recorded with null where nobody is assigned", ["body /assignee breaks `type`"])
    ]),
    "PUT /comment/{comment_id}": all([
      (cleared, ["body /assignee breaks `type`"]),
      (
        "a formatted text is left out where it stays: as plain text it would lose its format",
        ["body / breaks `required` of `comment_text`"]
      ),
    ]),
    "PUT /team/{team_id}/time_entries/{timer_id}": all([
      (
        "marked required, though what is left out of a PUT stays (not verified on the service)",
        ["body / breaks `required` of `tags`"]
      )
    ]),
    "PUT /task/{task_id}": all([
      (
        cleared,
        ["priority", "due_date", "start_date", "time_estimate", "points"].map {
          "body /\($0) breaks `type`"
        }
      )
    ]),
  ]

  private static let apps = [
    "due_dates", "time_tracking", "tags", "time_estimates", "checklists", "custom_fields",
    "remap_dependencies", "dependency_warning", "portfolios",
  ]
  /// What is read of a Space beyond them.
  private static let shownApps = [
    "check_unresolved", "custom_items", "dependency_enforcement", "dependency_type_enabled",
    "emails", "milestones", "multiple_assignees", "points", "priorities",
    "reschedule_closed_dependencies", "scheduler_enabled", "sprints", "status_pies",
    "time_estimates/per_assignee", "time_estimates/rollup", "time_tracking/default_to_billable",
    "time_tracking/harvest", "time_tracking/rollup",
  ]
  private static let ownStatuses = [
    "body /statuses is unknown", "body /override_statuses is unknown",
  ]

  private static let fieldCreation =
    "undocumented, and answers: other clients report it and its refusal FIELD_220"
  private static let oneOfTwo =
    "marked required both, but recorded deletions carry one of them and succeed"
  private static let brackets =
    "listed without the brackets that the examples in its own description have"
  private static let clickApps =
    "each is marked required; what is left out stays as it is (not verified on the service)"
  private static let sentBack =
    "undocumented when it is sent; an update is undone with all that was read before it, so that "
    + "nothing hangs on what the service does with what is left out"
  private static let partial =
    "all are marked required, though what is left out of a PUT stays (not verified on the service)"
  private static let archived = "undocumented; shown by every Space that is read"
  private static let statuses =
    "undocumented when something is made; the web application sends it (not verified by recording)"
  private static let cleared =
    "null clears it and is read where there is none, though the document knows a value only"

  private static func all(_ groups: [(reason: String, findings: [String])]) -> [String: String] {
    groups.reduce(into: [:]) { known, group in
      for finding in group.findings { known[finding] = group.reason }
    }
  }
}
