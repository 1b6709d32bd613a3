import JSON

// What the real service was recorded to answer (January 2026), with every value replaced: "x" for
// a string, 1 for a number, true or false as they were.
extension AnswerShapeTests {
  static let kinds: [Kind] = [
    Kind(
      testDescription: "Create Task", method: "POST", path: #"/list/\d+/task"#,
      recorded: #"""
        {"id": "x", "custom_id": null, "custom_item_id": 1, "name": "x", "text_content": "x",
        "description": "x", "status": {"id": "x", "status": "x", "color": "x", "orderindex":
        1, "type": "x"}, "orderindex": "x", "date_created": "x", "date_updated": "x",
        "date_closed": null, "date_done": null, "archived": false, "creator": {"id": 1,
        "username": "x", "color": "x", "email": "x", "profilePicture": null}, "assignees": [
        ], "group_assignees": [], "watchers": [{"id": 1, "username": "x", "color": "x",
        "initials": "x", "email": "x", "profilePicture": null}], "checklists": [], "tags": [
        ], "parent": null, "top_level_parent": null, "priority": {"color": "x", "id": "x",
        "orderindex": "x", "priority": "x"}, "due_date": null, "start_date": null, "points":
        null, "time_estimate": null, "time_spent": 1, "custom_fields": [], "dependencies": [
        ], "linked_tasks": [], "locations": [], "team_id": "x", "url": "x", "sharing": {
        "public": false, "public_share_expires_on": null, "public_fields": ["x"], "token":
        null, "seo_optimized": false}, "permission_level": "x", "list": {"id": "x", "name":
        "x", "access": true}, "project": {"id": "x", "name": "x", "hidden": false, "access":
        true}, "folder": {"id": "x", "name": "x", "hidden": false, "access": true}, "space":
        {"id": "x"}}
        """#,
      answers: { sample in
        [
          try sample.workspace.send(
            .createTask, ["list_id": sample.list], ["name": "New", "priority": 2])
        ]
      }),
    Kind(
      testDescription: "Get Task", method: "GET", path: #"/task/[0-9a-z]+"#,
      recorded: #"""
        {"id": "x", "custom_id": null, "custom_item_id": 1, "name": "x", "text_content": "x",
        "description": "x", "markdown_description": "x", "status": {"id": "x", "status": "x",
        "color": "x", "orderindex": 1, "type": "x"}, "orderindex": "x", "date_created": "x",
        "date_updated": "x", "date_closed": null, "date_done": null, "archived": false,
        "creator": {"id": 1, "username": "x", "color": "x", "email": "x", "profilePicture":
        null}, "assignees": [], "group_assignees": [], "watchers": [], "checklists": [],
        "tags": [], "parent": null, "top_level_parent": null, "priority": null, "due_date":
        null, "start_date": null, "points": null, "time_estimate": null, "time_spent": 1,
        "custom_fields": [], "dependencies": [], "linked_tasks": [], "locations": [],
        "team_id": "x", "url": "x", "sharing": {"public": false, "public_share_expires_on":
        null, "public_fields": ["x"], "token": null, "seo_optimized": false},
        "permission_level": "x", "list": {"id": "x", "name": "x", "access": true},
        "project": {"id": "x", "name": "x", "hidden": true, "access": true}, "folder": {
        "id": "x", "name": "x", "hidden": true, "access": true}, "space": {"id": "x"},
        "attachments": []}
        """#,
      answers: { sample in
        [
          try sample.workspace.get(
            .getTask, ["task_id": sample.task], ["include_markdown_description": ["true"]])
        ]
      }),
    Kind(
      testDescription: "Update Task", method: "PUT", path: #"/task/[0-9a-z]+"#,
      recorded: #"""
        {"id": "x", "custom_id": null, "custom_item_id": 1, "name": "x", "text_content": "x",
        "description": "x", "status": {"id": "x", "status": "x", "color": "x", "orderindex":
        1, "type": "x"}, "orderindex": "x", "date_created": "x", "date_updated": "x",
        "date_closed": null, "date_done": null, "archived": false, "creator": {"id": 1,
        "username": "x", "color": "x", "email": "x", "profilePicture": null}, "assignees": [
        ], "group_assignees": [], "watchers": [{"id": 1, "username": "x", "color": "x",
        "initials": "x", "email": "x", "profilePicture": null}], "checklists": [], "tags": [
        ], "parent": null, "top_level_parent": null, "priority": {"color": "x", "id": "x",
        "orderindex": "x", "priority": "x"}, "due_date": null, "start_date": null, "points":
        null, "time_estimate": null, "time_spent": 1, "custom_fields": [], "dependencies": [
        ], "linked_tasks": [], "locations": [], "team_id": "x", "url": "x", "sharing": {
        "public": false, "public_share_expires_on": null, "public_fields": ["x"], "token":
        null, "seo_optimized": false}, "permission_level": "x", "list": {"id": "x", "name":
        "x", "access": true}, "project": {"id": "x", "name": "x", "hidden": false, "access":
        true}, "folder": {"id": "x", "name": "x", "hidden": false, "access": true}, "space":
        {"id": "x"}, "attachments": []}
        """#,
      answers: { sample in
        [try sample.workspace.send(.updateTask, ["task_id": sample.task], ["priority": 3])]
      }),
    Kind(
      testDescription: "Get Filtered Team Tasks", method: "GET", path: #"/team/\d+/task"#,
      recorded: #"""
        {"tasks": [{"id": "x", "custom_id": null, "custom_item_id": 1, "name": "x",
        "text_content": "x", "description": "x", "markdown_description": "x", "status": {
        "status": "x", "id": "x", "color": "x", "type": "x", "orderindex": 1}, "orderindex":
        "x", "date_created": "x", "date_updated": "x", "date_closed": null, "date_done":
        null, "archived": false, "creator": {"id": 1, "username": "x", "color": "x",
        "email": "x", "profilePicture": null}, "assignees": [{"id": 1, "username": "x",
        "color": "x", "initials": "x", "email": "x", "profilePicture": null}],
        "group_assignees": [], "watchers": [], "checklists": [], "tags": [], "parent": null,
        "top_level_parent": null, "priority": {"color": "x", "id": "x", "orderindex": "x",
        "priority": "x"}, "due_date": "x", "start_date": null, "points": null,
        "time_estimate": null, "custom_fields": [], "dependencies": [], "linked_tasks": [],
        "locations": [], "team_id": "x", "url": "x", "sharing": {"public": false,
        "public_share_expires_on": null, "public_fields": ["x"], "token": null,
        "seo_optimized": false}, "permission_level": "x", "list": {"id": "x", "name": "x",
        "access": true}, "project": {"id": "x", "name": "x", "hidden": true, "access": true},
        "folder": {"id": "x", "name": "x", "hidden": true, "access": true}, "space": {"id":
        "x"}}], "last_page": true}
        """#,
      answers: { sample in
        [
          try sample.workspace.get(
            .getTeamTasks, ["team_Id": sample.team], ["include_markdown_description": ["true"]])
        ]
      }),
    Kind(
      testDescription: "Get Lists", method: "GET", path: #"/folder/\d+/list"#,
      recorded: #"""
        {"lists": [{"id": "x", "name": "x", "orderindex": 1, "content": "x", "status": null,
        "priority": null, "assignee": null, "task_count": 1, "due_date": null, "start_date":
        null, "folder": {"id": "x", "name": "x", "hidden": false, "access": true}, "space":
        {"id": "x", "name": "x", "access": true}, "archived": false, "override_statuses":
        false, "permission_level": "x"}]}
        """#,
      answers: { sample in
        [try sample.workspace.get(.getFolderLists, ["folder_id": sample.folder])]
      }),
    Kind(
      testDescription: "Create List", method: "POST", path: #"/folder/\d+/list"#,
      recorded: #"""
        {"id": "x", "name": "x", "deleted": false, "orderindex": 1, "content": "x",
        "priority": {"priority": "x", "color": "x"}, "assignee": null, "task_count": 1,
        "due_date": null, "start_date": null, "folder": {"id": "x", "name": "x", "hidden":
        false, "access": true}, "space": {"id": "x", "name": "x", "access": true},
        "inbound_address": "x", "archived": false, "override_statuses": false, "statuses": [
        {"id": "x", "status": "x", "orderindex": 1, "color": "x", "type": "x",
        "status_group": "x"}], "permission_level": "x", "status": {"status": "x", "color":
        "x", "hide_label": true}}
        """#,
      answers: { sample in
        [
          try sample.workspace.send(
            .createFolderList, ["folder_id": sample.folder],
            ["name": "New", "content": "c", "priority": 1, "status": "red"]),
          try sample.workspace.send(
            .createFolderList, ["folder_id": sample.folder], ["name": "Without color"]),
        ]
      }),
    Kind(
      testDescription: "Create Folder", method: "POST", path: #"/space/\d+/folder"#,
      recorded: #"""
        {"id": "x", "name": "x", "orderindex": 1, "override_statuses": false, "hidden":
        false, "space": {"id": "x", "name": "x", "access": true}, "task_count": "x",
        "archived": false, "statuses": [], "deleted": false, "lists": [],
        "permission_level": "x"}
        """#,
      answers: { sample in
        [try sample.workspace.send(.createFolder, ["space_id": sample.space], ["name": "New"])]
      }),
    Kind(
      testDescription: "Get Spaces", method: "GET", path: #"/team/\d+/space"#,
      recorded: #"""
        {"spaces": [{"id": "x", "name": "x", "color": "x", "private": false, "avatar": null,
        "admin_can_manage": true, "statuses": [{"id": "x", "status": "x", "type": "x",
        "orderindex": 1, "color": "x"}], "multiple_assignees": true, "features": {
        "due_dates": {"enabled": true, "start_date": true, "remap_due_dates": true,
        "remap_closed_due_date": false}, "sprints": {"enabled": false}, "time_tracking": {
        "enabled": true, "harvest": false, "rollup": false, "default_to_billable": 1},
        "points": {"enabled": false}, "custom_items": {"enabled": false}, "priorities": {
        "enabled": true, "priorities": [{"color": "x", "id": "x", "orderindex": "x",
        "priority": "x"}]}, "tags": {"enabled": true}, "time_estimates": {"enabled": true,
        "rollup": false, "per_assignee": false}, "check_unresolved": {"enabled": true,
        "subtasks": null, "checklists": null, "comments": null}, "milestones": {"enabled":
        false}, "custom_fields": {"enabled": true}, "remap_dependencies": {"enabled": true},
        "dependency_warning": {"enabled": true}, "status_pies": {"enabled": false},
        "multiple_assignees": {"enabled": true}, "emails": {"enabled": true},
        "scheduler_enabled": false, "dependency_type_enabled": false,
        "dependency_enforcement": {"enforcement_enabled": false, "enforcement_mode": 1},
        "reschedule_closed_dependencies": true}, "archived": false}]}
        """#,
      answers: { sample in
        [try sample.workspace.get(.getSpaces, ["team_id": sample.team])]
      }),
    Kind(
      testDescription: "Get Authorized Workspaces", method: "GET", path: #"/team"#,
      recorded: #"""
        {"teams": [{"id": "x", "name": "x", "color": "x", "avatar": null, "members": [{
        "user": {"id": 1, "username": "x", "email": "x", "color": "x", "profilePicture":
        null, "initials": "x", "role": 1, "role_subtype": 1, "role_key": "x", "custom_role":
        null, "last_active": "x", "date_joined": "x", "date_invited": "x"}}]}]}
        """#,
      answers: { sample in
        [try sample.workspace.get(.getWorkspaces)]
      }),
    Kind(
      testDescription: "Get List Members", method: "GET", path: #"/list/\d+/member"#,
      recorded: #"""
        {"members": [{"id": 1, "username": "x", "email": "x", "color": "x", "initials": "x",
        "profilePicture": null, "profileInfo": {"display_profile": null,
        "verified_ambassador": null, "verified_consultant": null, "top_tier_user": null,
        "ai_expert": null, "viewed_verified_ambassador": null, "viewed_verified_consultant":
        null, "viewed_top_tier_user": null, "viewed_ai_expert": null}}]}
        """#,
      answers: { sample in
        [try sample.workspace.get(.getListMembers, ["list_id": sample.list])]
      }),
    Kind(
      testDescription: "Get Task Members", method: "GET", path: #"/task/[0-9a-z]+/member"#,
      recorded: #"""
        {"members": []}
        """#,
      answers: { sample in
        [try sample.workspace.get(.getTaskMembers, ["task_id": sample.task])]
      }),
  ]
}
