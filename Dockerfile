# Two stages: the toolchain builds, the image that serves holds the program, its resources and the
# libraries of bin/packages, and runs as a user of its own.
FROM swift:6.3-bookworm AS build
WORKDIR /takt
COPY bin/packages bin/packages
RUN apt-get update -q \
    && apt-get install -qy --no-install-recommends $(awk '$1 == "build" { print $2 }' bin/packages) \
    && rm -rf /var/lib/apt/lists/*
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
RUN swift build -c release --product takt

FROM swift:6.3-bookworm-slim
WORKDIR /takt
COPY bin/packages bin/packages
RUN apt-get update -q \
    && apt-get install -qy --no-install-recommends $(awk '$1 == "serve" { print $2 }' bin/packages) \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin takt
COPY --from=build /takt/.build/release/takt /usr/local/bin/takt
COPY Resources Resources
COPY Migrations Migrations
USER takt
ENV TAKT_LISTEN=0.0.0.0:8080 TAKT_RESOURCES=/takt/Resources TAKT_MIGRATIONS=/takt/Migrations
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=20s CMD ["takt", "check", "--health"]
CMD ["takt", "serve"]
