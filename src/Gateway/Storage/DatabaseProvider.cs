namespace Gateway.Storage;

/// <summary>The databases that can hold the gateway's state.</summary>
internal enum DatabaseProvider
{
    /// <summary>One file beside one process; command-line verbs may share it.</summary>
    Sqlite,

    /// <summary>A server shared by replicas.</summary>
    Postgres,
}
