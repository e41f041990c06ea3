# One build, two images:
#   docker build -t waves-gateway .                            the gateway
#   docker build -t waves-simulator --target simulator .       the stand-in for the Waves API (demo, staging, tests)
# Plain instructions only, so that BuildKit, the classic builder, Podman and Buildah all build it.
ARG DOTNET_VERSION=10.0

FROM mcr.microsoft.com/dotnet/sdk:${DOTNET_VERSION} AS build
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source
# What a restore depends on and nothing else, so that the layer lasts until a dependency changes. The last pattern takes
# a NuGet.Config of your own, if one lies beside this file, and matches nothing otherwise.
COPY global.json Directory.Build.props Directory.Packages.props [N]u[Gg]et.[Cc]onfig ./
COPY src/Gateway.Policies/Gateway.Policies.csproj src/Gateway.Policies/
COPY src/Waves.Simulator/Waves.Simulator.csproj src/Waves.Simulator/
COPY src/Gateway/Gateway.csproj src/Gateway/
# With the compiler that a publication compiles beforehand with.
RUN dotnet restore src/Gateway/Gateway.csproj --use-current-runtime -p:PublishReadyToRun=true
COPY .editorconfig ./
COPY eng eng
COPY src src
# For the platform of the build alone, which leaves out native libraries of others. Style is judged where changes are, not
# here: a newer SDK in the base image must not break the build of a release.
ARG PUBLISH="-c Release --no-restore --use-current-runtime --self-contained false -p:RunAnalyzers=false"
RUN dotnet publish src/Waves.Simulator $PUBLISH -o /out/simulator \
 && dotnet publish src/Gateway $PUBLISH -o /out/gateway \
 && mkdir /out/data

# Chiseled: no shell, no package manager, no root. The product needs no ICU and no time zones.
FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET_VERSION}-noble-chiseled AS simulator
WORKDIR /app
COPY --from=build /out/simulator .
ENV DOTNET_EnableDiagnostics=0 \
    WAVES_SIMULATOR_URL=http://0.0.0.0:9090 \
    WAVES_SIMULATOR_HTTP2URL=http://0.0.0.0:9091
EXPOSE 9090 9091
USER $APP_UID
ENTRYPOINT ["/app/Waves.Simulator"]

FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET_VERSION}-noble-chiseled AS gateway
LABEL org.opencontainers.image.title="Waves Gateway" \
      org.opencontainers.image.description="Self-hosted gateway for the Waves voice API" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
COPY --from=build /out/gateway .
# The only place that is written to; a volume takes over owner and mode, so that an unprivileged process may write there.
COPY --from=build --chown=$APP_UID:$APP_UID /out/data /data
# DOTNET_EnableDiagnostics: no debugger, profiler or dump pipe into a process that holds keys; nothing written to /tmp.
# DOTNET_DbgEnableMiniDump: no image of its memory when it dies either.
# The admin plane stays on loopback inside the container; Gateway__Admin__Url opens it to a network you trust.
ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_DbgEnableMiniDump=0 \
    ASPNETCORE_URLS=http://0.0.0.0:8080 \
    GATEWAY_SECRETS_DIR=/run/secrets \
    Gateway__Database__ConnectionString="Data Source=/data/gateway.db" \
    Gateway__Metering__SpillFolder=/data/usage-spill
EXPOSE 8080 8081
VOLUME /data
USER $APP_UID
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 CMD ["/app/gateway", "health"]
ENTRYPOINT ["/app/gateway"]
