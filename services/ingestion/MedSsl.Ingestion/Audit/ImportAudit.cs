using MedSsl.Audit.Messages;
using MedSsl.Ingestion.Imports;
using MedSsl.Ingestion.Instances;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Audit;

/// <summary>Import: one message for the instances of one study, stored or refused for one reason, when the import ends.</summary>
internal sealed class ImportAudit(AuditTrail trail, AuditPlace place, IOptions<AuditOptions> options, TimeProvider time)
{
    /// <summary>Writes the messages; they are on disk when the task ends. An import that is interrupted before runs again, and its messages with it.</summary>
    public Task WriteAsync(ImportRequest request, IEnumerable<InstanceOutcome> outcomes) =>
        trail.WriteAsync(trail.IsEnabled ? Events(request, outcomes) : []);

    private IEnumerable<AuditEvent> Events(ImportRequest request, IEnumerable<InstanceOutcome> outcomes)
    {
        var studies = outcomes
            .Select(outcome => (Subject: (outcome.Subject ?? AuditSubject.Unknown).As(options.Value.HasOriginals), outcome.ReasonCode))
            .GroupBy(item => (item.Subject.StudyUid, item.Subject.PatientId, item.ReasonCode));
        foreach (var study in studies)
        {
            var subject = study.First().Subject;
            var classes = study.CountBy(item => item.Subject.SopClassUid, StringComparer.Ordinal).Select(count => new SopClassCount(count.Key, count.Value));
            foreach (var part in classes.OrderBy(count => count.SopClassUid, StringComparer.Ordinal).Chunk(AuditXml.MaxSopClasses))
            {
                yield return AuditEvents.Import(place.Process, AuditMedia.Import(request.ImportId), subject.Content(request.Dataset, part), study.Key.ReasonCode, time.GetUtcNow());
            }
        }
    }
}
