using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Telemetry;

public sealed class RecordingsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _made = [];
    private readonly Recordings _recordings;

    public RecordingsTests() => _recordings = new Recordings(_time);

    [Fact]
    public void Recordings_AreMadeSoonAndInTheirOrder()
    {
        Post("a");
        Post("b");
        Assert.Empty(_made);

        _time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal(["a", "b"], _made);
        Post("c");
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(["a", "b", "c"], _made);
    }

    [Fact]
    public async Task AtTheEnd_RecordingsAreMadeWhileTheyCanBeExported()
    {
        Post("a");

        await _recordings.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["a"], _made);
    }

    [Fact]
    public void InATrace_ARecordingIsMadeAtOnce()
    {
        using var activity = new Activity("call").Start();

        Post("a");

        Assert.Equal(["a"], _made);
    }

    [Fact]
    public void WithoutRoom_ARecordingIsMadeAtOnce()
    {
        for (var i = 0; i < 100_000; i++)
            Post("a");

        Assert.NotEmpty(_made);
        _recordings.MakeAll();
        Assert.Equal(100_000, _made.Count);
    }

    [Fact]
    public void AtTheEnd_WhatWaitsIsMade_AndWhatComesLaterToo()
    {
        Post("a");

        _recordings.Dispose();
        Post("b");

        Assert.Equal(["a", "b"], _made);
    }

    [Fact]
    public async Task Recordings_OfManyThreads_AreMadeOnceEach()
    {
        var made = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                _recordings.Post(this, _ => Interlocked.Increment(ref made));
                if (i % 100 == 0)
                    _recordings.MakeAll();
            }
        })));

        _recordings.MakeAll();

        Assert.Equal(40_000, made);
    }

    public void Dispose() => _recordings.Dispose();

    private void Post(string fact) => _recordings.Post(fact, text => _made.Add((string)text));
}
