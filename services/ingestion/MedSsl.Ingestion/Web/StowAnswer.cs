using System.Text.Json.Nodes;

namespace MedSsl.Ingestion.Web;

/// <summary>The answer to a store transaction (PS3.18 10.5.3): a data set in the DICOM JSON model, and the status of the whole.</summary>
internal static class StowAnswer
{
    public const string MediaType = "application/dicom+json";

    private const string SopClass = "00081150"; // Referenced SOP Class UID
    private const string SopInstance = "00081155"; // Referenced SOP Instance UID
    private const string FailureReason = "00081197";
    private const string Failed = "00081198"; // Failed SOP Sequence
    private const string Stored = "00081199"; // Referenced SOP Sequence
    private const string ErrorComment = "00000902";

    public static string Write(IReadOnlyList<StowOutcome> outcomes)
    {
        var answer = new JsonObject();
        Add(answer, Failed, outcomes.Where(outcome => !outcome.IsStored));
        Add(answer, Stored, outcomes.Where(outcome => outcome.IsStored));
        return answer.ToJsonString();
    }

    private static void Add(JsonObject answer, string sequence, IEnumerable<StowOutcome> outcomes)
    {
        var items = new JsonArray([.. outcomes.Select(Item)]);
        if (items.Count > 0)
        {
            answer[sequence] = new JsonObject { ["vr"] = "SQ", ["Value"] = items };
        }
    }

    private static JsonNode Item(StowOutcome outcome)
    {
        // In the order of their tags, as the model wants it.
        var item = new JsonObject();
        if (outcome.Comment is { } comment)
        {
            item[ErrorComment] = Attribute("LO", comment);
        }

        item[SopClass] = Attribute("UI", outcome.SopClassUid);
        item[SopInstance] = Attribute("UI", outcome.SopInstanceUid);
        if (!outcome.IsStored)
        {
            item[FailureReason] = Attribute("US", (int)outcome.Status);
        }

        return item;
    }

    private static JsonObject Attribute(string vr, JsonNode? value) => value is null ? new JsonObject { ["vr"] = vr } : new JsonObject { ["vr"] = vr, ["Value"] = new JsonArray(value) };
}
