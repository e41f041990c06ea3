using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Benchmarks.Comparison;

/// <summary>Starts what is compared, each in a process of its own, all before the same upstream.</summary>
internal static class Proxies
{
    /// <summary>Starts one.</summary>
    /// <param name="name"><c>direct</c>, <c>yarp</c>, <c>gateway</c> or <c>nginx</c>; <c>gateway:NAME=value,…</c> adds environment variables; <c>gateway:dll=path</c> is another build of it.</param>
    /// <param name="upstream">Port of the upstream.</param>
    /// <param name="gateway">Path of the gateway's assembly.</param>
    /// <param name="scratch">A folder for files.</param>
    /// <param name="key">The one virtual key that the gateway knows.</param>
    public static ProxyProcess Start(string name, int upstream, string gateway, string scratch, string key)
    {
        if (name == "direct")
            return new ProxyProcess(name, upstream, null);
        var (port, adminPort) = (FreePort(), FreePort());
        var kind = name.Split(':', 2)[0];
        var variables = name.Contains(':', StringComparison.Ordinal)
            ? name.Split(':', 2)[1].Split(',').Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1])
            : [];
        var process = kind switch
        {
            "yarp" => Dotnet("dotnet", [Path.Combine(AppContext.BaseDirectory, "Gateway.Benchmarks.dll"), "yarp", $"{port}", $"{upstream}"], variables),
            "gateway" => Gateway(variables.Remove("dll", out var other) ? other : gateway, port, adminPort, upstream, key, Path.Combine(scratch, $"{port}.db"), variables),
            "nginx" => Nginx(port, upstream, Directory.CreateDirectory(Path.Combine(scratch, $"nginx{port}")).FullName),
            _ => throw new ArgumentException($"There is no proxy '{kind}'.", nameof(name)),
        };
        return new ProxyProcess(name, port, process, kind == "gateway" ? adminPort : 0);
    }

    /// <summary>The other role of this program: YARP's own forwarder as its documentation shows it, nothing changed.</summary>
    public static async Task RunYarpAsync(int port, int upstream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddHttpForwarder();
        await using var app = builder.Build();
        app.MapForwarder("/{**path}", $"http://127.0.0.1:{upstream}");
        await app.RunAsync();
    }

    private static Process Gateway(string assembly, int port, int adminPort, int upstream, string key, string database, Dictionary<string, string> variables) =>
        Dotnet("dotnet", [assembly], new(variables)
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["Gateway__Admin__Url"] = $"http://127.0.0.1:{adminPort}",
            ["Gateway__Upstream__Accounts__0__Name"] = "main",
            ["Gateway__Upstream__Accounts__0__Key"] = "sk_upstream",
            ["Gateway__Upstream__Accounts__0__BaseUrl"] = $"http://127.0.0.1:{upstream}",
            ["Gateway__Upstream__Accounts__0__Plan"] = "enterprise",
            // Limits are kept, and never reached.
            ["Gateway__Upstream__Accounts__0__Limits__chat__RequestsPerMinute"] = "100000000",
            ["Gateway__Upstream__Accounts__0__Limits__chat__Slots"] = "100000",
            ["Gateway__Upstream__Accounts__0__Limits__tts__Slots"] = "100000",
            ["Gateway__Upstream__Accounts__0__Limits__stt__RequestsPerMinute"] = "100000000",
            ["Gateway__Upstream__Accounts__0__Limits__stt-live__Slots"] = "100000",
            ["Gateway__Upstream__Accounts__0__Limits__s2s__Slots"] = "100000",
            ["Gateway__Keys__Items__0__Name"] = "comparison",
            ["Gateway__Keys__Items__0__Team"] = "apps",
            ["Gateway__Keys__Items__0__Secret"] = key,
            ["Gateway__Database__Provider"] = "sqlite",
            ["Gateway__Database__ConnectionString"] = $"Data Source={database}",
        });

    private static Process Nginx(int port, int upstream, string folder)
    {
        File.WriteAllText(Path.Combine(folder, "nginx.conf"), $$"""
            daemon off; worker_processes 2; pid {{folder}}/nginx.pid; error_log {{folder}}/error.log;
            events { worker_connections 16384; }
            http {
              map $http_upgrade $switching { default upgrade; '' ''; }
              upstream waves { server 127.0.0.1:{{upstream}}; keepalive 256; }
              access_log off; client_body_temp_path {{folder}}/b; proxy_temp_path {{folder}}/p; fastcgi_temp_path {{folder}}/f; uwsgi_temp_path {{folder}}/u; scgi_temp_path {{folder}}/s;
              server {
                listen 127.0.0.1:{{port}} backlog=4096;
                location / {
                  proxy_buffering off; proxy_request_buffering off; client_max_body_size 300m;
                  proxy_pass http://waves; proxy_http_version 1.1; proxy_read_timeout 1h; proxy_send_timeout 1h;
                  proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $switching;
                }
              }
            }
            """);
        return Started("nginx", ["-c", Path.Combine(folder, "nginx.conf"), "-p", folder], []);
    }

    /// <summary>Counting calls begins at once, so that the steady state takes seconds of load instead of minutes.</summary>
    private static Process Dotnet(string program, string[] arguments, Dictionary<string, string> variables) =>
        Started(program, arguments, new(variables) { ["DOTNET_TC_CallCountingDelayMs"] = "0" });

    private static Process Started(string program, string[] arguments, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, line) =>
        {
            if (line.Data is { Length: > 0 } text)
                Console.Error.WriteLine(text);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>A port that nobody listens on just now.</summary>
    public static int FreePort()
    {
        using var socket = Sockets.Listen();
        return Sockets.PortOf(socket);
    }
}
