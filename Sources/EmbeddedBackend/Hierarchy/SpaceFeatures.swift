import APICore
import JSON

/// What a Space has switched on.
enum SpaceFeatures {
  /// What a new Space has (as recorded).
  static let standard: JSONValue = [
    "due_dates": [
      "enabled": true, "start_date": true, "remap_due_dates": true, "remap_closed_due_date": false,
    ],
    "sprints": ["enabled": false],
    "time_tracking": [
      "enabled": true, "harvest": false, "rollup": false, "default_to_billable": 2,
    ],
    "points": ["enabled": false],
    "custom_items": ["enabled": false],
    "priorities": ["enabled": true, "priorities": .array(Priority.allCases.map(\.json))],
    "tags": ["enabled": true],
    "time_estimates": ["enabled": true, "rollup": false, "per_assignee": false],
    "check_unresolved": [
      "enabled": true, "subtasks": nil, "checklists": nil, "comments": nil,
    ],
    "milestones": ["enabled": false],
    "custom_fields": ["enabled": true],
    "remap_dependencies": ["enabled": true],
    "dependency_warning": ["enabled": true],
    "status_pies": ["enabled": false],
    "multiple_assignees": ["enabled": true],
    "emails": ["enabled": true],
    "scheduler_enabled": false,
    "dependency_type_enabled": false,
    "dependency_enforcement": ["enforcement_enabled": false, "enforcement_mode": 0],
    "reschedule_closed_dependencies": true,
  ]

  /// `features` with what `change` says written over it, member by member.
  static func merging(_ change: JSONValue, into features: JSONValue) -> JSONValue {
    guard case .object(let changes) = change, case .object(var members) = features else {
      return change
    }
    for (name, value) in changes { members[name] = merging(value, into: members[name] ?? .null) }
    return .object(members)
  }
}
