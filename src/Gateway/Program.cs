using Gateway.Cli;

return await GatewayCommandLine.InvokeAsync(args);
