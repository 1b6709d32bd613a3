import SQLite

/// People, Workspaces, Spaces, Folders, Lists and statuses.
enum HierarchyMigrations {
  static let hierarchy = Migration(
    name: "workspace-001-hierarchy",
    sql: """
      -- Negative for AI agents. Times in milliseconds since 1970.
      CREATE TABLE users(
        id INTEGER PRIMARY KEY,
        username TEXT NOT NULL,
        email TEXT NOT NULL,
        color TEXT NOT NULL,
        initials TEXT NOT NULL,
        profile_picture TEXT,
        time_zone TEXT NOT NULL,
        week_start_day INTEGER NOT NULL DEFAULT 0 CHECK(week_start_day BETWEEN 0 AND 6)
      ) STRICT;

      -- Whose token it would be: the person who started this store.
      CREATE TABLE authorized_user(
        only INTEGER PRIMARY KEY CHECK(only = 1),
        user_id INTEGER NOT NULL REFERENCES users(id)
      ) STRICT;

      CREATE TABLE workspaces(
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL CHECK(name <> ''),
        color TEXT,
        avatar TEXT
      ) STRICT;

      -- role: 1 owner, 2 admin, 3 member, 4 guest.
      CREATE TABLE workspace_members(
        workspace_id INTEGER NOT NULL REFERENCES workspaces(id) ON DELETE CASCADE,
        user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        role INTEGER NOT NULL CHECK(role BETWEEN 1 AND 4),
        date_invited INTEGER NOT NULL,
        date_joined INTEGER,
        PRIMARY KEY(workspace_id, user_id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE spaces(
        id INTEGER PRIMARY KEY,
        workspace_id INTEGER NOT NULL REFERENCES workspaces(id) ON DELETE CASCADE,
        name TEXT NOT NULL CHECK(name <> ''),
        color TEXT,
        private INTEGER NOT NULL DEFAULT 0 CHECK(private IN (0, 1)),
        avatar TEXT,
        admin_can_manage INTEGER NOT NULL DEFAULT 1 CHECK(admin_can_manage IN (0, 1)),
        multiple_assignees INTEGER NOT NULL DEFAULT 1 CHECK(multiple_assignees IN (0, 1)),
        features TEXT NOT NULL,
        archived INTEGER NOT NULL DEFAULT 0 CHECK(archived IN (0, 1)),
        orderindex INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX spaces_of_workspace ON spaces(workspace_id, orderindex);

      -- A List outside any Folder stands in a hidden one of its own, as in ClickUp.
      CREATE TABLE folders(
        id INTEGER PRIMARY KEY,
        space_id INTEGER NOT NULL REFERENCES spaces(id) ON DELETE CASCADE,
        parent_folder_id INTEGER REFERENCES folders(id) ON DELETE CASCADE,
        name TEXT NOT NULL CHECK(name <> ''),
        orderindex INTEGER NOT NULL,
        hidden INTEGER NOT NULL DEFAULT 0 CHECK(hidden IN (0, 1)),
        override_statuses INTEGER NOT NULL DEFAULT 0 CHECK(override_statuses IN (0, 1)),
        archived INTEGER NOT NULL DEFAULT 0 CHECK(archived IN (0, 1))
      ) STRICT;
      CREATE INDEX folders_of_space ON folders(space_id, orderindex);
      CREATE INDEX folders_of_folder ON folders(parent_folder_id)
        WHERE parent_folder_id IS NOT NULL;

      -- color_name is what the API calls the status of a List.
      CREATE TABLE lists(
        id INTEGER PRIMARY KEY,
        folder_id INTEGER NOT NULL REFERENCES folders(id) ON DELETE CASCADE,
        name TEXT NOT NULL CHECK(name <> ''),
        orderindex INTEGER NOT NULL,
        content TEXT NOT NULL DEFAULT '',
        color_name TEXT,
        priority INTEGER CHECK(priority BETWEEN 1 AND 4),
        assignee INTEGER REFERENCES users(id) ON DELETE SET NULL,
        due_date INTEGER,
        due_date_time INTEGER NOT NULL DEFAULT 0 CHECK(due_date_time IN (0, 1)),
        start_date INTEGER,
        start_date_time INTEGER NOT NULL DEFAULT 0 CHECK(start_date_time IN (0, 1)),
        override_statuses INTEGER NOT NULL DEFAULT 0 CHECK(override_statuses IN (0, 1)),
        archived INTEGER NOT NULL DEFAULT 0 CHECK(archived IN (0, 1))
      ) STRICT;
      CREATE INDEX lists_of_folder ON lists(folder_id, orderindex);

      -- Defined by a Space, or by a Folder or List that overrides those.
      CREATE TABLE statuses(
        id TEXT PRIMARY KEY,
        space_id INTEGER REFERENCES spaces(id) ON DELETE CASCADE,
        folder_id INTEGER REFERENCES folders(id) ON DELETE CASCADE,
        list_id INTEGER REFERENCES lists(id) ON DELETE CASCADE,
        status TEXT NOT NULL COLLATE NOCASE CHECK(status <> ''),
        type TEXT NOT NULL CHECK(type IN ('open', 'custom', 'done', 'closed')),
        color TEXT NOT NULL,
        orderindex INTEGER NOT NULL,
        CHECK((space_id IS NOT NULL) + (folder_id IS NOT NULL) + (list_id IS NOT NULL) = 1)
      ) STRICT;
      CREATE UNIQUE INDEX statuses_of_space ON statuses(space_id, status)
        WHERE space_id IS NOT NULL;
      CREATE UNIQUE INDEX statuses_of_folder ON statuses(folder_id, status)
        WHERE folder_id IS NOT NULL;
      CREATE UNIQUE INDEX statuses_of_list ON statuses(list_id, status)
        WHERE list_id IS NOT NULL;
      """)
}
