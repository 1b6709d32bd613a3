import SQLite

extension EmbeddedBackend {
  /// The steps that make this backend's tables, in order; each resource's folder holds its own.
  ///
  /// A step is never edited once landed: a change is a new step at the end.
  public static let migrations: [Migration] = [
    HierarchyMigrations.hierarchy,
    TaskMigrations.tasks,
    TagMigrations.tags,
    FieldMigrations.fields,
    CommentMigrations.comments,
    DependencyMigrations.dependencies,
    TimeMigrations.timeEntries,
    SearchMigrations.search,
    TaskCounts.migration,
    FieldMigrations.elementsInKeyOrder,
    ImportMigrations.imports,
    ImportMigrations.pending,
    SearchMigrations.folded,
    FieldMigrations.valuesThatCount,
    SearchMigrations.customIDs,
    HierarchyMigrations.mark,
    SearchMigrations.parts,
    ChecklistMigrations.checklists,
    SearchMigrations.batches,
    SearchMigrations.sides,
    CommentMigrations.threads,
    TaskMigrations.furtherLists,
  ]
}
