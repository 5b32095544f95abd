namespace MedSsl.Dashboard.Timelines;

/// <summary>One step on the way of a study or a series.</summary>
/// <param name="Step">Name: received, de-identified, complete, normalized, sharded, published, trained.</param>
/// <param name="State">One of <see cref="StepStates"/>.</param>
/// <param name="At">When it happened, or since when it waits (UTC); null where that is not known.</param>
/// <param name="Found">What is there, and what is missing.</param>
/// <param name="Do">What helps; empty where nothing is to be done.</param>
public sealed record TimelineStep(string Step, string State, DateTimeOffset? At, string Found, string Do = "");
