namespace Gateway.Policies.Usage;

public sealed class AudioPlaybackTests
{
    private static TimeSpan Ms(int value) => TimeSpan.FromMilliseconds(value);

    [Fact]
    public void Arrived_InTime_LeavesNoSilence()
    {
        var playback = new AudioPlayback();
        playback.Arrived(Ms(200), Ms(100));
        playback.Arrived(Ms(250), Ms(100));
        playback.Arrived(Ms(390), Ms(100));
        Assert.Equal(Ms(200), playback.FirstAudio);
        Assert.Equal(Ms(140), playback.LongestGap);
        Assert.Equal(TimeSpan.Zero, playback.Underrun);
    }

    [Fact]
    public void Arrived_TooLate_IsSilenceForThatLong()
    {
        var playback = new AudioPlayback();
        playback.Arrived(Ms(0), Ms(100));
        playback.Arrived(Ms(130), Ms(100));
        playback.Arrived(Ms(300), Ms(100));
        Assert.Equal(Ms(30 + 70), playback.Underrun);
        Assert.Equal(Ms(170), playback.LongestGap);
    }

    [Fact]
    public void HasStarted_BeforeAnyAudio_IsFalse() => Assert.False(new AudioPlayback().HasStarted);
}
