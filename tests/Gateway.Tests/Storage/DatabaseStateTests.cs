using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Storage;

/// <summary>What is told of a database that serves in part.</summary>
public sealed class DatabaseStateTests
{
    private readonly FakeLogger<DatabaseState> _log = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly DatabaseState _state;

    public DatabaseStateTests() => _state = new(_clock, _log);

    private IEnumerable<string?> Told => _log.Collector.GetSnapshot().Select(record => record.Id.Name);

    [Fact]
    public void Write_ThatFails_IsTroubleUntilOneIsTaken_WhateverIsReadMeanwhile()
    {
        _state.FailWrites(Fault(DatabaseFault.Full));
        _state.Recover();
        _state.FailWrites(Fault(DatabaseFault.Full));

        Assert.Equal((DatabaseFault.Full, false), (_state.Trouble!.Fault, _state.TakesWrites));
        Assert.Equal(["DatabaseUnavailable"], Told);

        _state.RecoverWrites();
        Assert.Null(_state.Trouble);
        Assert.Equal(["DatabaseUnavailable", "DatabaseRecovered"], Told);
    }

    [Fact]
    public void Read_ThatFails_ComesBeforeWrites_AndIsOverByItself()
    {
        _state.FailWrites(Fault(DatabaseFault.Locked));
        _state.Fail(Fault(DatabaseFault.Unreachable));
        Assert.Equal(DatabaseFault.Unreachable, _state.Trouble!.Fault);

        _state.Recover();
        Assert.Equal(DatabaseFault.Locked, _state.Trouble!.Fault);
    }

    /// <summary>Whoever reads finds that out, and when it is over.</summary>
    [Fact]
    public void Write_ToADatabaseThatIsAway_IsNoTroubleOfItsOwn()
    {
        _state.FailWrites(Fault(DatabaseFault.Unreachable));

        Assert.Null(_state.Trouble);
    }

    [Fact]
    public void Trouble_ThatChanges_IsAsOldAsItsBeginning()
    {
        var began = _clock.GetUtcNow();
        _state.Fail(Fault(DatabaseFault.Unreachable));
        _clock.Advance(TimeSpan.FromMinutes(5));
        _state.Fail(Fault(DatabaseFault.Corrupt));

        Assert.Equal((DatabaseFault.Corrupt, began), (_state.Trouble!.Fault, _state.Trouble.Since));
    }

    private static DatabaseUnavailableException Fault(DatabaseFault fault) => new(fault, "It does not.");
}
