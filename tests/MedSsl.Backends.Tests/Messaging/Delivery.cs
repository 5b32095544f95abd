using MassTransit;

namespace MedSsl.Backends.Tests.Messaging;

/// <summary>One attempt of a consumer at a message; attempts are counted from 1.</summary>
public sealed record Delivery(string Id, int Attempt, string Worker, long At, string? TraceId, ConsumeContext<Ping> Context);
