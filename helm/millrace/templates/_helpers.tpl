{{- define "millrace.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{/* At most 52 characters: a pod adds its number, the StatefulSet's controller its hash. */}}
{{- define "millrace.fullname" -}}
{{- $name := include "millrace.name" . -}}
{{- $full := .Values.fullnameOverride | default (contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name)) -}}
{{- $full | trunc 52 | trimSuffix "-" -}}
{{- end }}

{{- define "millrace.selectorLabels" -}}
app.kubernetes.io/name: {{ include "millrace.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "millrace.labels" -}}
{{ include "millrace.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: service
app.kubernetes.io/part-of: millrace
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "millrace.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "millrace.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end }}

{{- define "millrace.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}{{ .repository }}@{{ .digest }}{{- else -}}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{- end -}}
{{- end -}}
{{- end }}

{{- define "millrace.httpPort" -}}
{{- dig "http" "port" 8080 .Values.config | int -}}
{{- end }}

{{- define "millrace.managementPort" -}}
{{- dig "http" "managementPort" 8081 .Values.config | int -}}
{{- end }}

{{- define "millrace.autoscaled" -}}
{{- if and .Values.autoscaling.keda.enabled .Values.autoscaling.hpa.enabled -}}
{{- fail "autoscaling: expected keda or hpa, found both enabled; two autoscalers would fight over the replicas" -}}
{{- end -}}
{{- if or .Values.autoscaling.keda.enabled .Values.autoscaling.hpa.enabled -}}true{{- end -}}
{{- end }}

{{/* More pods than this would find no partition to serve. Takes the context and `asked`. */}}
{{- define "millrace.maxReplicas" -}}
{{- $partitions := dig "kafka" "topics" "partitions" 4 .context.Values.config | int -}}
{{- $threads := dig "threads" 1 .context.Values.config | int -}}
{{- min (int .asked) (div (add $partitions $threads -1) $threads) -}}
{{- end }}

{{/* The most pods that there may be. */}}
{{- define "millrace.mostReplicas" -}}
{{- $scaling := .Values.autoscaling -}}
{{- if $scaling.keda.enabled -}}
{{- include "millrace.maxReplicas" (dict "context" . "asked" $scaling.keda.maxReplicas) -}}
{{- else if $scaling.hpa.enabled -}}
{{- include "millrace.maxReplicas" (dict "context" . "asked" $scaling.hpa.maxReplicas) -}}
{{- else -}}
{{- int .Values.replicaCount -}}
{{- end -}}
{{- end }}
