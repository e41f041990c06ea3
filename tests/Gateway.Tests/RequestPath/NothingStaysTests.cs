namespace Gateway.RequestPath;

public sealed class NothingStaysTests(WavesFixture fixture) : NothingStaysSuite(fixture), IClassFixture<WavesFixture>;
