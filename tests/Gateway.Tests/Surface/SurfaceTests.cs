namespace Gateway.Surface;

/// <summary>What callers can call, as committed texts; <c>UPDATE_SNAPSHOTS=1 dotnet test</c> writes them anew.</summary>
public sealed class SurfaceTests
{
    [Fact]
    public void Routes_AreTheCommittedOnes() => Snapshot.Match(RouteList.Path, RouteList.Text());

    [Fact]
    public void EndpointsDocument_SaysWhatTheTableSays() => Snapshot.Match(EndpointsDocument.Path, EndpointsDocument.Text());

    [Fact]
    public void EndpointsDocument_ShowsEveryRowOnce() => Assert.Empty(EndpointsDocument.Homeless());
}
