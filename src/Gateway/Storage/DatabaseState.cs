namespace Gateway.Storage;

/// <summary>
/// Whether the database serves, as whoever used it last found it. One that can be read may still take no writes, and only
/// another write shows that it does again. Thread-safe.
/// </summary>
internal sealed class DatabaseState(TimeProvider time, ILogger<DatabaseState> logger)
{
    private readonly Lock _gate = new();
    private DatabaseTrouble? _reading;
    private DatabaseTrouble? _writing;

    /// <summary>What is wrong with it; null when it serves.</summary>
    public DatabaseTrouble? Trouble
    {
        get
        {
            lock (_gate)
                return _reading ?? _writing;
        }
    }

    /// <summary>Whether it took the last write, as far as that is known.</summary>
    public bool TakesWrites
    {
        get
        {
            lock (_gate)
                return _writing is null;
        }
    }

    /// <summary>It was read.</summary>
    public void Recover() => Change(state => (null, state.Writing));

    /// <summary>It could not be read. The same trouble is told once.</summary>
    public void Fail(DatabaseUnavailableException exception) => Change(state => (After(state.Reading, exception), state.Writing));

    /// <summary>It took a write that had failed before.</summary>
    public void RecoverWrites() => Change(state => (state.Reading, null));

    /// <summary>It took no write. Whether it can be read is another question; it is told by whoever reads.</summary>
    public void FailWrites(DatabaseUnavailableException exception)
    {
        if (exception.Fault is DatabaseFault.Locked or DatabaseFault.ReadOnly or DatabaseFault.Full)
            Change(state => (state.Reading, After(state.Writing, exception)));
    }

    /// <summary>The trouble now, as old as the one before it.</summary>
    private DatabaseTrouble After(DatabaseTrouble? past, DatabaseUnavailableException exception) =>
        past?.Fault == exception.Fault ? past : new(exception.Fault, exception.Message, past?.Since ?? time.GetUtcNow());

    private void Change(Func<(DatabaseTrouble? Reading, DatabaseTrouble? Writing), (DatabaseTrouble?, DatabaseTrouble?)> change)
    {
        lock (_gate)
        {
            var past = _reading ?? _writing;
            (_reading, _writing) = change((_reading, _writing));
            var present = _reading ?? _writing;
            if (present is not null && past?.Fault != present.Fault)
                logger.DatabaseUnavailable(present.Fault, present.Message);
            else if (present is null && past is not null)
                logger.DatabaseRecovered(past.Fault, time.GetUtcNow() - past.Since);
        }
    }
}
