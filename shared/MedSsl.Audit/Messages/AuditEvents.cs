namespace MedSsl.Audit.Messages;

/// <summary>The events of PS3.15 A.5.3 that we report, each with the participants and objects that its table asks for.</summary>
public static class AuditEvents
{
    private const int Person = 1;
    private const int SystemObject = 2;
    private const int Patient = 1;
    private const int Report = 3;
    private const int SecurityResource = 13;

    /// <summary>Application Activity (A.5.3.1): a process began, or ends.</summary>
    /// <param name="process">The process.</param>
    /// <param name="isStart">Whether it begins.</param>
    /// <param name="at">When.</param>
    public static AuditEvent ApplicationActivity(AuditProcess process, bool isStart, DateTimeOffset at) => new()
    {
        EventId = AuditCodes.ApplicationActivity,
        EventType = isStart ? AuditCodes.ApplicationStart : AuditCodes.ApplicationStop,
        Action = AuditAction.Execute,
        At = at,
        Participants = [Of(process, AuditCodes.Application), PersonOf(process, AuditCodes.ApplicationLauncher)],
    };

    /// <summary>DICOM Instances Transferred (A.5.3.7): instances of one study came over the network.</summary>
    /// <param name="sender">Who sent them.</param>
    /// <param name="process">Who received them.</param>
    /// <param name="calledAeTitle">The AE title that was called.</param>
    /// <param name="study">What came.</param>
    /// <param name="refused">Why it was set aside; null where it was stored.</param>
    /// <param name="at">When the last of it came.</param>
    public static AuditEvent InstancesTransferred(NetworkNode sender, AuditProcess process, string calledAeTitle, StudyContent study, string? refused, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(sender);
        return new AuditEvent
        {
            EventId = AuditCodes.InstancesTransferred,
            Action = AuditAction.Create,
            Outcome = refused is null ? AuditOutcome.Success : AuditOutcome.MinorFailure,
            OutcomeDescription = refused,
            At = at,
            Participants =
            [
                new AuditParticipant { UserId = sender.AeTitle, AeTitle = sender.AeTitle, IsRequestor = true, Role = AuditCodes.Source, NetworkAddress = sender.Address },
                Of(process, AuditCodes.Destination) with { AeTitle = calledAeTitle },
            ],
            Objects = OfStudy(study),
        };
    }

    /// <summary>Import (A.5.3.5): instances of one study came from a medium.</summary>
    /// <param name="process">Who read them.</param>
    /// <param name="medium">Where they came from; not the path of a file or folder, which may hold the name of a patient.</param>
    /// <param name="study">What came.</param>
    /// <param name="refused">Why it was set aside; null where it was stored.</param>
    /// <param name="at">When the last of it came.</param>
    public static AuditEvent Import(AuditProcess process, Uri medium, StudyContent study, string? refused, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(medium);
        return new AuditEvent
        {
            EventId = AuditCodes.Import,
            Action = AuditAction.Create,
            Outcome = refused is null ? AuditOutcome.Success : AuditOutcome.MinorFailure,
            OutcomeDescription = refused,
            At = at,
            Participants = [Of(process, AuditCodes.Destination) with { IsRequestor = true }, Of(medium, AuditCodes.SourceMedia)],
            Objects = OfStudy(study),
        };
    }

    /// <summary>Export (A.5.3.4): data of one study leaves to somebody, as it came.</summary>
    /// <param name="process">Who hands it out; its account is that of whom it is handed to.</param>
    /// <param name="medium">Where it goes; not the path of a file, which may hold the name of a patient.</param>
    /// <param name="study">What leaves. Whether it is marked as anonymized says what the data is, not its names here.</param>
    /// <param name="digest">SHA-256 of the bytes, by which they were found.</param>
    /// <param name="at">When.</param>
    public static AuditEvent Export(AuditProcess process, Uri medium, StudyContent study, string digest, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(medium);
        var objects = OfStudy(study);
        objects[0] = objects[0] with { Details = [.. objects[0].Details, new("sha256", digest)] };
        return new AuditEvent
        {
            EventId = AuditCodes.Export,
            Action = AuditAction.Read,
            At = at,
            Participants = [PersonOf(process, AuditCodes.Source), Of(process, AuditCodes.Source), Of(medium, AuditCodes.DestinationMedia)],
            Objects = objects,
        };
    }

    /// <summary>Security Alert (A.5.3.11), Node Authentication: somebody was turned away.</summary>
    /// <param name="process">Who turned them away.</param>
    /// <param name="stranger">Who was turned away.</param>
    /// <param name="alert">Why.</param>
    /// <param name="at">When.</param>
    public static AuditEvent NodeRefused(AuditProcess process, NetworkNode stranger, string alert, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(stranger);
        return new AuditEvent
        {
            EventId = AuditCodes.SecurityAlert,
            EventType = AuditCodes.NodeAuthentication,
            Action = AuditAction.Execute,
            Outcome = AuditOutcome.SeriousFailure,
            OutcomeDescription = alert,
            At = at,
            Participants =
            [
                Of(process, AuditCodes.Application),
                new AuditParticipant { UserId = stranger.AeTitle, AeTitle = stranger.AeTitle, Role = AuditCodes.Source, NetworkAddress = stranger.Address },
            ],
            Objects =
            [
                new AuditObject
                {
                    Id = stranger.Address, IdType = AuditCodes.NodeId, TypeCode = SystemObject, Role = SecurityResource, Name = stranger.AeTitle,
                    Details = [new("Alert Description", alert)],
                },
            ],
        };
    }

    /// <summary>Audit Log Used (A.5.3.2): somebody reads the trail.</summary>
    /// <param name="process">Who reads.</param>
    /// <param name="trail">Where the trail lies.</param>
    /// <param name="at">When.</param>
    public static AuditEvent AuditLogUsed(AuditProcess process, Uri trail, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(trail);
        return new AuditEvent
        {
            EventId = AuditCodes.AuditLogUsed,
            Action = AuditAction.Read,
            At = at,
            Participants = [PersonOf(process, AuditCodes.ApplicationLauncher), Of(process, AuditCodes.Application)],
            Objects = [new AuditObject { Id = trail.AbsoluteUri, IdType = AuditCodes.Uri, TypeCode = SystemObject, Role = SecurityResource, Name = "Security Audit Log" }],
        };
    }

    private static AuditParticipant Of(AuditProcess process, CodedValue role) => new() { UserId = process.Name, Role = role, NetworkAddress = process.Host };

    private static AuditParticipant Of(Uri medium, CodedValue role) => new() { UserId = medium.OriginalString, Role = role, MediaType = AuditCodes.MediaUri };

    private static AuditParticipant PersonOf(AuditProcess process, CodedValue role) => new() { UserId = process.Account, Role = role, IsRequestor = true };

    private static AuditObject[] OfStudy(StudyContent study) =>
    [
        new AuditObject
        {
            Id = study.StudyUid, IdType = AuditCodes.StudyInstanceUid, TypeCode = SystemObject, Role = Report, Name = "study", SopClasses = study.SopClasses,
            IsDeIdentified = study.IsDeIdentified, Details = [new("dataset", study.Dataset)],
        },
        new AuditObject
        {
            Id = study.PatientId, IdType = AuditCodes.PatientNumber, TypeCode = Person, Role = Patient, Name = "patient", IsDeIdentified = study.IsDeIdentified,
        },
    ];
}
