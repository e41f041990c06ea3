using Gateway.Admin.Http;
using Gateway.RequestPath;
using Waves.Simulator;

namespace Gateway.Cli;

/// <summary>The verbs through a running gateway, with its configured admin key.</summary>
public sealed class RemoteVerbsTests
{
    [Fact]
    public async Task Verbs_DoThroughAGatewayWhatTheyDoOnADatabase()
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync();
        using var cli = new CommandLineUnderTest(null, ("Gateway:Admin:Key", AdminPlaneUnderTest.Key));
        var admin = $"--admin {plane.Gateway.AdminAddress}";

        var made = await cli.JsonAsync($"keys create --team payments --name bot --slots 1 {admin}");
        Assert.NotNull((string)made["secret"]!);
        Assert.Equal(5, (int)(await cli.JsonAsync($"keys update payments/bot --slots 5 {admin}"))["limits"]!["slots"]!);
        Assert.Equal(2, (await cli.JsonAsync($"keys rotate {made["id"]} --grace 1h {admin}"))["secrets"]!.AsArray().Count);
        Assert.Equal(3, (int)(await cli.JsonAsync($"teams update payments --weight 3 {admin}"))["weight"]!);
        Assert.Equal(2, (int)(await cli.JsonAsync($"plans set gold --group chat:rpm=50,slots=2 {admin}"))["groups"]!["chat"]!["slots"]!);
        Assert.Equal("revoked", (string)(await cli.JsonAsync($"keys revoke payments/bot {admin}"))["status"]!);
        Assert.Single((await cli.JsonAsync($"keys list --all --team payments {admin}")).AsArray());
        Assert.True((bool)(await cli.JsonAsync($"audit verify {admin}"))["whole"]!);

        Assert.Equal(ExitCode.NotFound, (await cli.RunAsync($"keys show payments/nix {admin}")).Code);
        Assert.Equal(ExitCode.Conflict, (await cli.RunAsync($"keys rotate {made["id"]} {admin}")).Code);
        Assert.Equal(ExitCode.Usage, (await cli.RunAsync($"keys create --team payments --scope tss {admin}")).Code);
    }

    [Fact]
    public async Task WhatGoesOn_IsAskedOfTheGatewayOfTheSettings()
    {
        await using var simulator = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] });
        await using var plane = await AdminPlaneUnderTest.StartAsync(setup =>
        {
            setup.Settings["Gateway:Upstream:Accounts:0:BaseUrl"] = simulator.BaseAddress.GetLeftPart(UriPartial.Authority);
            setup.Settings["Gateway:Upstream:Accounts:0:Plan"] = "standard";
        });
        using var cli = new CommandLineUnderTest(null, ("Gateway:Admin:Key", AdminPlaneUnderTest.Key), ("Gateway:Admin:Url", plane.Gateway.AdminAddress.ToString()));
        var key = await plane.CreateKeyAsync();
        using var socket = await plane.Gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live", (string)key["secret"]!);

        var session = Assert.Single((await cli.JsonAsync("sessions list --team payments"))["items"]!.AsArray())!;
        Assert.Contains((string)session["id"]!, (await cli.RunAsync("sessions list")).Output, StringComparison.Ordinal);
        Assert.Equal("standard", (string)Assert.Single((await cli.JsonAsync("accounts"))["items"]!.AsArray())!["plan"]!);
        Assert.Contains("1 of 5", (await cli.RunAsync("accounts")).Output, StringComparison.Ordinal);
        Assert.Empty((await cli.JsonAsync("queue"))["items"]!.AsArray());

        Assert.Equal((string)session["id"]!, (string)(await cli.JsonAsync($"sessions end {session["id"]}"))["id"]!);
        Assert.Equal(ExitCode.NotFound, (await cli.RunAsync("sessions end sock_nix")).Code);
    }

    [Fact]
    public async Task WrongKey_WrongPlane_AndNobodyThere_AreToldApart()
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync();
        using var stranger = new CommandLineUnderTest(null, ("Gateway:Admin:Key", "another key than that one"));

        Assert.Equal(ExitCode.Denied, (await stranger.RunAsync($"keys list --admin {plane.Gateway.AdminAddress}")).Code);
        var data = await stranger.RunAsync($"keys list --admin {plane.Gateway.Http1Address}");
        Assert.Equal(ExitCode.Unavailable, data.Code);
        Assert.Contains("admin plane", data.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Unavailable, (await stranger.RunAsync("keys list --admin http://127.0.0.1:1")).Code);
    }
}
